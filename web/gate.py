"""The gate: nothing of the app passes without a live visit – page, websocket, upload or media file."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.configuration import configuration
from web.guest import guest, is_locked
from web.headers import security_headers
from web.origin import known_host, same_origin
from web.stream import stream
from web.unlock import PATH as UNLOCK

OPEN_PATHS = frozenset(
    {
        "/welcome",
        "/set-up",
        "/sign-in",
        "/second-step",
        "/oidc/start",
        "/oidc/callback",
        "/first-sign-in",
        "/sign-out",
        "/demo",
        "/unlock",
        "/ready",
        "/health",
        "/alliance.css",
        "/icon.svg",
        "/favicon.ico",
        "/_stcore/health",
        "/favicon.png",
    }
)
OPEN_FOLDERS = ("/static/",)
"""Streamlit's own frontend files; they hold nothing of a practice."""

CLIENT_PAGES = "/r/"
"""The clients' own pages, each opened by its link alone; every path below ends at web/client_page.py."""

SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2callback")
PROBES = frozenset({"/ready", "/health", "/_stcore/health"})
"""What a proxy or a container asks, by whatever name it knows this computer."""

LOCKED_OUT = OPEN_PATHS - PROBES - {UNLOCK, "/alliance.css", "/icon.svg", "/favicon.ico", "/favicon.png"}
"""Open paths that a tablet in a client's hands does not reach: every door to an account."""

SPOOFABLE = frozenset(
    {b"forwarded", b"x-real-ip", b"x-streamlit-user", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix"}
)


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
            await stream(self.app, scope, receive, send)
        else:
            await self._http(scope, receive, _hardened(scope["path"], send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        app = self.app
        if any(path == shut or path.startswith(f"{shut}/") for shut in SHUT):
            app = PlainTextResponse("Not found", 404)
        elif path not in PROBES and not known_host(scope):
            app = PlainTextResponse("This app is not known by that name.", 400)
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not same_origin(scope):
            app = PlainTextResponse("This request came from another site.", 403)
        elif path in LOCKED_OUT and await is_locked(scope):
            app = RedirectResponse(UNLOCK, 303)
        elif not _open(path) and await guest(scope, touch=True) is None:
            wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "*/*")
            if path.startswith(("/_stcore/", "/media/", "/component/")) or not wants_page:
                app = PlainTextResponse("Sign in first.", 401)
            elif await is_locked(scope):
                app = RedirectResponse(UNLOCK, 303)
            else:
                app = RedirectResponse(f"/sign-in?next={quote(path)}" if path != "/" else "/welcome", 303)
        await app(scope, receive, send)


def _open(path: str) -> bool:
    """Whether this path is answered without a visit."""
    return path in OPEN_PATHS or path.startswith((*OPEN_FOLDERS, CLIENT_PAGES))


def _hardened(path: str, send: Send) -> Send:
    """Protective headers on every answer; only Streamlit's own frontend files may be kept by a browser."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", []), *security_headers()]
            if not path.startswith(OPEN_FOLDERS):
                headers = [(name, value) for name, value in headers if name.lower() != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await send(message)

    return with_headers
