"""The visit a connection's cookie belongs to."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import Scope

from db.sign_in import LiveVisit, live_visit, locked_visit
from web.request.cookie import token_from


async def current_visit(scope: Scope, *, touch: bool) -> LiveVisit | None:
    """The live visit of this connection, looked up off the event loop; `touch` records it as used just now."""
    token = token_of(scope)
    if token is None:
        return None
    return await run_in_threadpool(live_visit, token, touch=touch)


async def is_locked(scope: Scope) -> bool:
    """Whether this connection's visit was handed to a client."""
    token = token_of(scope)
    return token is not None and await run_in_threadpool(locked_visit, token) is not None


def token_of(scope: Scope) -> str | None:
    """The visit token among the cookies. Other apps on this computer share the host, and may set malformed ones."""
    found: dict[str, str] = {}
    for part in Headers(scope=scope).get("cookie", "").split(";"):
        try:
            found |= {name: morsel.value for name, morsel in SimpleCookie(part.strip()).items()}
        except CookieError:
            continue
    return token_from(found)
