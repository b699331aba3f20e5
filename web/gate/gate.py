"""The gate: no page, WebSocket, upload or media file of the app is reachable without a live visit."""

from __future__ import annotations

import secrets
import time
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from db.configuration import configuration
from web.client_link import LINK_PATH
from web.gate.addresses import PROBES, PUBLIC_FOLDERS, UNLOCK_FIRST, is_blocked, is_public, loggable_path
from web.gate.body import BodyTooLargeError, declared_size, max_body_size, size_limited
from web.gate.guarded_send import GuardedSend
from web.gate.malformed_path import is_malformed_path
from web.gate.origin import known_host, same_origin
from web.gate.rate_limit import RateLimiter
from web.gate.websocket import guard_websocket
from web.request import current_visit, is_locked, remote_address
from web.runtime import error_location, log
from web.sign_in import UNLOCK_PATH

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | {"POST", "PUT", "DELETE"}
"""Streamlit uploads files with PUT and removes them with DELETE."""

TOO_LARGE = PlainTextResponse("This is too large.", 413)

SPOOFABLE = frozenset(
    {b"forwarded", b"x-real-ip", b"x-streamlit-user", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix"}
)
"""Headers that only a proxy may set, and that nothing here needs."""

UNCONFIGURED_PROXY = (
    "Requests have X-Forwarded-For headers, but no proxy is configured, so all of them count as one sender. "
    "If the proxy is yours, set ALLIANCE_TRUSTED_PROXIES."
)


class Gate:
    """Pure ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._rate_limit = RateLimiter()
        self._warned_of_proxy = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        scope = self._without_spoofable_headers(scope)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    def _without_spoofable_headers(self, scope: Scope) -> Scope:
        """The connection without headers that only our own proxies may set.

        The server trusts X-Forwarded-For from any process on this computer. Where no proxy is configured, all
        connections with that header therefore count as one sender, whatever address it names.
        """
        trusted = configuration().trusted_proxies
        strip = SPOOFABLE if trusted else SPOOFABLE | {b"x-forwarded-for"}
        names = {name for name, _ in scope["headers"]}
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in strip]}
        if not trusted and b"x-forwarded-for" in names:
            scope["client"] = ("forwarded", 0)
            if not self._warned_of_proxy:
                self._warned_of_proxy = True
                log.warning(UNCONFIGURED_PROXY)
        return scope

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await guard_websocket(self.app, scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the server's own traceback could quote user input
            log.error("websocket failed: %s", error_location(error))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond whatever happens inside: with our headers, and with no details of a failure in response or log."""
        began, guarded = time.perf_counter(), GuardedSend(scope["path"], send)
        try:
            await self._checked(scope, size_limited(receive, max_body_size(scope["path"])), guarded)
        except BodyTooLargeError:
            await guarded.respond_unless_started(scope, receive, TOO_LARGE)
        except Exception as error:  # noqa: BLE001
            reference = secrets.token_hex(4)
            log.error("request failed: %s", error_location(error), extra={"reference": reference})
            failure = PlainTextResponse(f"Something went wrong. Mention {reference}.", 500)
            await guarded.respond_unless_started(scope, receive, failure)
        if configuration().log == "json":
            took = round(1000 * (time.perf_counter() - began), 1)
            about = {"method": scope["method"], "path": loggable_path(scope["path"]), "status": guarded.status}
            log.info("request", extra=about | {"milliseconds": took})

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        app = self.app
        malformed = is_malformed_path(path, scope.get("raw_path") or path.encode(), scope["query_string"])
        if malformed or is_blocked(path):
            app = PlainTextResponse("Not found", 404)
        elif path not in PROBES and not known_host(scope):
            app = PlainTextResponse("This app is not known by that name.", 400)
        elif scope["method"] not in METHODS:
            app = PlainTextResponse("This cannot be done here.", 405)
        elif scope["method"] not in SAFE_METHODS and not same_origin(scope):
            app = PlainTextResponse("This request came from another site.", 403)
        elif declared_size(scope) > max_body_size(path):
            app = TOO_LARGE
        elif path in UNLOCK_FIRST and await is_locked(scope):
            app = RedirectResponse(UNLOCK_PATH, 303)
        elif not path.startswith(PUBLIC_FOLDERS) and await current_visit(scope, touch=True) is None:
            app = await self._without_visit(scope)
        await app(scope, receive, send)

    async def _without_visit(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        limit = configuration().requests_per_minute
        # Client links have a limit of their own (web/client_link/tarpit.py), which never keeps out a real link.
        counts = path not in PROBES and not path.startswith(LINK_PATH)
        if limit and counts and self._rate_limit.exceeds(remote_address(scope), limit):
            return PlainTextResponse("Too many requests. Wait a minute.", 429, {"retry-after": "60"})
        if is_public(path):
            return self.app
        wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "*/*")
        if path.startswith(("/_stcore/", "/media/", "/component/")) or not wants_page:
            return PlainTextResponse("Sign in first.", 401)
        if await is_locked(scope):
            return RedirectResponse(UNLOCK_PATH, 303)
        return RedirectResponse(f"/sign-in?next={quote(path)}" if path != "/" else "/welcome", 303)
