"""The gate: nothing of the app passes without a live visit – page, websocket, upload or media file."""

from __future__ import annotations

import secrets
import time
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.configuration import configuration
from web.gate.body import BodyTooLargeError, declared_size, max_body_size, size_limited
from web.gate.headers import security_headers
from web.gate.malformed_path import is_malformed_path
from web.gate.origin import known_host, same_origin
from web.gate.rate_limit import RateLimiter
from web.gate.websocket import guard_websocket
from web.request import current_visit, is_locked, remote_address
from web.runtime import error_location, log, loggable_path
from web.sign_in import UNLOCK_PATH

PUBLIC_PATHS = frozenset(
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
PUBLIC_FOLDERS = ("/static/",)
"""Streamlit's own frontend files; they hold nothing of a practice."""

CLIENT_PAGES = "/r/"
"""The clients' own pages, each opened by its link alone; every path below ends at web/client_link/client_page.py."""

BLOCKED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2callback")
PROBES = frozenset({"/ready", "/health", "/_stcore/health"})
"""What a proxy or a container asks, by whatever name it knows this computer."""

UNLOCK_FIRST = PUBLIC_PATHS - PROBES - {UNLOCK_PATH, "/alliance.css", "/icon.svg", "/favicon.ico", "/favicon.png"}
"""Open paths that a tablet in a client's hands does not reach: every door to an account."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | {"POST", "PUT", "DELETE"}
"""Uploads are sent by PUT and taken back by DELETE."""

TOO_MUCH = PlainTextResponse("This is too large.", 413)

SPOOFABLE = frozenset(
    {b"forwarded", b"x-real-ip", b"x-streamlit-user", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix"}
)

UNCONFIGURED_PROXY = (
    "Requests say that a proxy passed them on, but none is configured, so all of them count as one asker. "
    "If the proxy is yours, set ALLIANCE_TRUSTED_PROXIES."
)


class Gate:
    """Pure ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._rate_limit = RateLimiter()
        self._told_of_proxy = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        scope = self._unspoofed(scope)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._bounded(scope, receive, send)

    def _unspoofed(self, scope: Scope) -> Scope:
        """The connection without what only proxies of ours may say.

        The server believes any process of this computer about the address it forwards for. Where no proxy is
        configured, whoever names one is therefore counted as one and the same stranger, whatever they say.
        """
        trusted = configuration().trusted_proxies
        strip = SPOOFABLE if trusted else SPOOFABLE | {b"x-forwarded-for"}
        named = {name for name, _ in scope["headers"]}
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in strip]}
        if not trusted and b"x-forwarded-for" in named:
            scope["client"] = ("forwarded", 0)
            if not self._told_of_proxy:
                self._told_of_proxy = True
                log.warning(UNCONFIGURED_PROXY)
        return scope

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await guard_websocket(self.app, scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the server would print what it was about
            log.error("websocket failed: %s", error_location(error))

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens inside, with our headers, and with nothing of what went wrong in answer or log."""
        began, said = time.perf_counter(), GuardedSend(scope["path"], send)
        try:
            await self._http(scope, size_limited(receive, max_body_size(scope["path"])), said)
        except BodyTooLargeError:
            await said.instead(scope, receive, TOO_MUCH)
        except Exception as error:  # noqa: BLE001
            reference = secrets.token_hex(4)
            log.error("request failed: %s", error_location(error), extra={"reference": reference})
            await said.instead(scope, receive, PlainTextResponse(f"Something went wrong. Mention {reference}.", 500))
        if configuration().log == "json":
            took = round(1000 * (time.perf_counter() - began), 1)
            about = {"method": scope["method"], "path": loggable_path(scope["path"]), "status": said.status}
            log.info("request", extra=about | {"milliseconds": took})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        app = self.app
        tricky = is_malformed_path(path, scope.get("raw_path") or path.encode(), scope["query_string"])
        if tricky or any(path == shut or path.startswith(f"{shut}/") for shut in BLOCKED):
            app = PlainTextResponse("Not found", 404)
        elif path not in PROBES and not known_host(scope):
            app = PlainTextResponse("This app is not known by that name.", 400)
        elif scope["method"] not in METHODS:
            app = PlainTextResponse("This cannot be done here.", 405)
        elif scope["method"] not in SAFE_METHODS and not same_origin(scope):
            app = PlainTextResponse("This request came from another site.", 403)
        elif declared_size(scope) > max_body_size(path):
            app = TOO_MUCH
        elif path in UNLOCK_FIRST and await is_locked(scope):
            app = RedirectResponse(UNLOCK_PATH, 303)
        elif not path.startswith(PUBLIC_FOLDERS) and await current_visit(scope, touch=True) is None:
            app = await self._without_a_visit(scope)
        await app(scope, receive, send)

    async def _without_a_visit(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        limit = configuration().requests_per_minute
        # Client links have a limit of their own (web/client_link/tarpit.py), which never keeps out a real link.
        counts = path not in PROBES and not path.startswith(CLIENT_PAGES)
        if limit and counts and self._rate_limit.exceeds(remote_address(scope), limit):
            return PlainTextResponse("Too many requests. Wait a minute.", 429, {"retry-after": "60"})
        if _open(path):
            return self.app
        wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "*/*")
        if path.startswith(("/_stcore/", "/media/", "/component/")) or not wants_page:
            return PlainTextResponse("Sign in first.", 401)
        if await is_locked(scope):
            return RedirectResponse(UNLOCK_PATH, 303)
        return RedirectResponse(f"/sign-in?next={quote(path)}" if path != "/" else "/welcome", 303)


def _open(path: str) -> bool:
    """Whether this path is answered without a visit."""
    return path in PUBLIC_PATHS or path.startswith((*PUBLIC_FOLDERS, CLIENT_PAGES))


class GuardedSend:
    """What is sent back: with protective headers, and remembered, so that a failure can still be answered."""

    def __init__(self, path: str, send: Send) -> None:
        self._path, self._send = path, send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", []), *security_headers()]
            if not self._path.startswith(PUBLIC_FOLDERS):
                # Only Streamlit's own frontend files may be kept by a browser.
                headers = [(name, value) for name, value in headers if name.lower() != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await self._send(message)

    async def instead(self, scope: Scope, receive: Receive, answer: PlainTextResponse) -> None:
        """Answer this if nothing was answered yet."""
        if not self.status:
            await answer(scope, receive, self)
