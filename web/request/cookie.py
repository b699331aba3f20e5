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


def set_visit(response: Response, token: str) -> None:
    """Hand the browser its token for as long as it stays open."""
    response.set_cookie(name(), token, httponly=True, samesite="lax", path="/", secure=bool(configuration().public_url))


def clear_visit(response: Response) -> None:
    """Ask the browser to forget its token."""
    response.delete_cookie(name(), path="/", httponly=True, samesite="lax", secure=bool(configuration().public_url))


PENDING, OIDC_STATE = "alliance-step", "alliance-state"
"""Cookies of a sign-in on its way: between its two steps, and at the identity provider. They open nothing else."""

FLOW_SECONDS = 600
"""Seconds such a cookie is kept."""


def flow_name(which: str) -> str:
    """The name of one of them in this installation."""
    return f"__Host-{which}" if configuration().public_url else which


def set_flow(response: Response, which: str, token: str) -> None:
    """Let the browser remember which sign-in it is in the middle of."""
    secure = bool(configuration().public_url)
    response.set_cookie(
        flow_name(which), token, httponly=True, samesite="lax", path="/", secure=secure, max_age=FLOW_SECONDS
    )


def clear_flow(response: Response, which: str) -> None:
    """Ask the browser to forget it."""
    secure = bool(configuration().public_url)
    response.delete_cookie(flow_name(which), path="/", httponly=True, samesite="lax", secure=secure)
