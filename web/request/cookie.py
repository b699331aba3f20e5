"""Cookies: HttpOnly, SameSite=Lax, and behind https with the `__Host-` prefix and Secure."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from db.configuration import configuration

PLAIN, SECURE = "alliance", "__Host-alliance"


def name() -> str:
    """The visit cookie's name in this installation; without https, only this computer is served."""
    return SECURE if configuration().public_url else PLAIN


def token_from(cookies: Mapping[str, str]) -> str | None:
    """The visit token in a request's cookies, or None."""
    return cookies.get(name()) or None


def set_visit(response: Response, token: str) -> None:
    """Set the visit cookie, a session cookie: it lasts until the browser is closed."""
    response.set_cookie(name(), token, httponly=True, samesite="lax", path="/", secure=bool(configuration().public_url))


def clear_visit(response: Response) -> None:
    """Delete the visit cookie."""
    response.delete_cookie(name(), path="/", httponly=True, samesite="lax", secure=bool(configuration().public_url))


PENDING, OIDC_STATE = "alliance-step", "alliance-state"
"""Cookies of a sign-in under way: one pending its second factor, one at the identity provider. Neither gives access."""

FLOW_SECONDS = 600
"""Lifetime of these cookies."""


def flow_name(which: str) -> str:
    """The name of `PENDING` or `OIDC_STATE` in this installation."""
    return f"__Host-{which}" if configuration().public_url else which


def set_flow(response: Response, which: str, token: str) -> None:
    """Set the cookie that says which sign-in is under way."""
    secure = bool(configuration().public_url)
    response.set_cookie(
        flow_name(which), token, httponly=True, samesite="lax", path="/", secure=secure, max_age=FLOW_SECONDS
    )


def clear_flow(response: Response, which: str) -> None:
    """Delete it."""
    secure = bool(configuration().public_url)
    response.delete_cookie(flow_name(which), path="/", httponly=True, samesite="lax", secure=secure)
