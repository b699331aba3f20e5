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
