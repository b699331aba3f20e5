"""The visit's cookie: HttpOnly, SameSite=Lax, and `__Host-` with Secure behind https."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from db.configuration import configuration

PLAIN, SECURE = "alliance", "__Host-alliance"


def name() -> str:
    """The cookie's name in this installation; without https only this computer is served."""
    return SECURE if configuration().public_url else PLAIN


def token_from(cookies: Mapping[str, str]) -> str | None:
    """The visit token in a request's cookies, or None."""
    return cookies.get(name()) or None


def give(response: Response, token: str) -> None:
    """Hand the browser its token for as long as it stays open."""
    response.set_cookie(name(), token, httponly=True, samesite="lax", path="/", secure=bool(configuration().public_url))


def take(response: Response) -> None:
    """Ask the browser to forget its token."""
    response.delete_cookie(name(), path="/", httponly=True, samesite="lax", secure=bool(configuration().public_url))


STEP = "alliance-step"


def step_name() -> str:
    """The name of the cookie of a sign-in between its two steps."""
    return f"__Host-{STEP}" if configuration().public_url else STEP


def give_step(response: Response, token: str) -> None:
    """Let the browser remember which sign-in it is in the middle of; this opens nothing but the second step."""
    response.set_cookie(
        step_name(),
        token,
        httponly=True,
        samesite="lax",
        path="/",
        secure=bool(configuration().public_url),
        max_age=600,
    )


def take_step(response: Response) -> None:
    """Ask the browser to forget the sign-in it was in the middle of."""
    response.delete_cookie(
        step_name(), path="/", httponly=True, samesite="lax", secure=bool(configuration().public_url)
    )
