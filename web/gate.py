"""The gate: nothing of the app passes without a live visit – page, websocket, upload or media file."""

from __future__ import annotations

import asyncio
import contextlib
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

import anyio
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.configuration import configuration
from db.visits import LiveVisit, live_visit
from web.cookie import token_from
from web.frames import SWALLOWED, kind_of
from web.headers import security_headers
from web.leave import leave_message

OPEN_PATHS = frozenset(
    {
        "/welcome",
        "/set-up",
        "/sign-in",
        "/sign-out",
        "/demo",
        "/ready",
        "/health",
        "/alliance.css",
        "/_stcore/health",
        "/favicon.png",
    }
)
OPEN_FOLDERS = ("/static/",)
"""Streamlit's own frontend files; they hold nothing of a practice."""

SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2callback")
WATCH_SECONDS = 15.0
"""How often an open websocket's visit is looked at when its browser is silent."""

SPOOFABLE = frozenset(
    {b"forwarded", b"x-real-ip", b"x-streamlit-user", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix"}
)
GOING_AWAY = 1001


class Gate:
    """Pure ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        strip = SPOOFABLE if configuration().trusted_proxies else SPOOFABLE | {b"x-forwarded-for"}
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in strip]}
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, _hardened(send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        app = self.app
        if any(path == shut or path.startswith(f"{shut}/") for shut in SHUT):
            app = PlainTextResponse("Not found", 404)
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _same_origin(scope):
            app = PlainTextResponse("This request came from another site.", 403)
        elif path not in OPEN_PATHS and not path.startswith(OPEN_FOLDERS) and await _visit(scope, touch=True) is None:
            wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "*/*")
            if path.startswith(("/_stcore/", "/media/", "/component/")) or not wants_page:
                app = PlainTextResponse("Sign in first.", 401)
            else:
                app = RedirectResponse(f"/sign-in?next={quote(path)}" if path != "/" else "/welcome", 303)
        await app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _same_origin(scope) or await _visit(scope, touch=True) is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        ended = asyncio.Event()

        async def leave() -> None:
            if not ended.is_set():
                ended.set()
                with contextlib.suppress(Exception):  # the browser may be gone already
                    await send({"type": "websocket.send", "bytes": leave_message().SerializeToString()})

        async def checked_receive() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                if await _visit(scope, touch=True) is None:
                    await leave()
                    return {"type": "websocket.disconnect", "code": GOING_AWAY}
                kind = kind_of(message.get("bytes") or b"")
                if kind is None:
                    return {"type": "websocket.disconnect", "code": 1008}
                if kind not in SWALLOWED:
                    return message

        async def checked_send(message: Message) -> None:
            if not ended.is_set() or message["type"] == "websocket.close":
                await send(message)

        async def watch() -> None:
            while True:
                await asyncio.sleep(WATCH_SECONDS)
                if await _visit(scope, touch=False) is None:
                    await leave()
                    await send({"type": "websocket.close", "code": GOING_AWAY})
                    return

        watcher = asyncio.create_task(watch())
        try:
            await self.app(_without_resume(scope), checked_receive, checked_send)
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await watcher


async def _visit(scope: Scope, *, touch: bool) -> LiveVisit | None:
    """The live visit of this connection's cookie; looked up off the event loop."""
    cookies: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        cookies.load(Headers(scope=scope).get("cookie", ""))
    token = token_from({name: morsel.value for name, morsel in cookies.items()})
    if token is None:
        return None
    return await anyio.to_thread.run_sync(lambda: live_visit(token, touch=touch))


def _same_origin(scope: Scope) -> bool:
    """Whether the request says that it comes from our own pages. A missing Origin is foreign."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if not origin or origin == "null":
        return False
    if configuration().public_url:
        return origin == configuration().public_url
    return urlsplit(origin).netloc == headers.get("host")


def _without_resume(scope: Scope) -> Scope:
    """Drop the third subprotocol, which would resume the named session, whoever it belonged to."""
    headers = []
    for name, value in scope["headers"]:
        if name == b"sec-websocket-protocol":
            headers.append((name, b",".join(value.split(b",")[:2])))
        else:
            headers.append((name, value))
    return {**scope, "headers": headers, "subprotocols": list(scope.get("subprotocols", []))[:2]}


def _hardened(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", []), *security_headers()]
            kinds = [value for name, value in headers if name.lower() == b"content-type"]
            if any(kind.startswith(b"text/html") for kind in kinds):
                headers = [(name, value) for name, value in headers if name.lower() != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await send(message)

    return with_headers
