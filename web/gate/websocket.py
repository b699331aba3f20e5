"""Streamlit's WebSocket behind the gate: every message is checked, and the connection ends with the visit."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.gate.frames import DROPPED, is_user_activity, permitted_kind
from web.gate.origin import known_host, same_origin
from web.gate.rate_limit import RateLimiter
from web.request import current_visit, is_locked
from web.sign_in import SIGN_IN, UNLOCK_PATH, redirect_message

VISIT_CHECK_SECONDS = 5.0
"""How often the visit behind a silent connection is checked."""

MAX_FRAME_BYTES = 2 * 1024 * 1024
"""Size limit of one message: the state of all widgets of a page, with room to spare."""

MAX_FRAMES_PER_MINUTE = 3_000
"""Rate limit of one connection: fifty messages a second, faster than anybody taps."""

GOING_AWAY, NOT_ALLOWED = 1001, 1008
"""WebSocket close codes (RFC 6455, 7.4.1)."""

SUBPROTOCOL = "streamlit"
"""The first subprotocol Streamlit's page offers; a reconnecting page adds a placeholder and its old session's id."""


async def guard_websocket(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Connect a browser with a live visit to the app until the visit ends."""
    if not known_host(scope) or not same_origin(scope):
        await _refuse(receive, send)
        return
    if await current_visit(scope, touch=True) is None:
        # A page that reconnects after its visit ended, such as on a laptop that slept, is redirected.
        if len(scope.get("subprotocols", [])) <= 2:
            await _refuse(receive, send)
        else:
            await _redirect(receive, send, UNLOCK_PATH if await is_locked(scope) else SIGN_IN)
        return
    ended, rate_limit = asyncio.Event(), RateLimiter()

    async def end() -> None:
        if not ended.is_set():
            ended.set()
            if await is_locked(scope):
                return  # the page is on its way to the client's form already; other windows learn it on reconnecting
            with contextlib.suppress(Exception):  # the browser may be gone already
                await send({"type": "websocket.send", "bytes": redirect_message().SerializeToString()})

    async def checked_receive() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes") or b""
            if len(data) > MAX_FRAME_BYTES or rate_limit.exceeds("this websocket", MAX_FRAMES_PER_MINUTE):
                return {"type": "websocket.disconnect", "code": NOT_ALLOWED}
            if await current_visit(scope, touch=is_user_activity(data)) is None:
                await end()
                return {"type": "websocket.disconnect", "code": GOING_AWAY}
            kind = permitted_kind(data)
            if kind is None:
                return {"type": "websocket.disconnect", "code": NOT_ALLOWED}
            if kind not in DROPPED:
                return message

    async def checked_send(message: Message) -> None:
        if not ended.is_set() or message["type"] == "websocket.close":
            await send(message)

    async def watch() -> None:
        while True:
            await asyncio.sleep(VISIT_CHECK_SECONDS)
            if await current_visit(scope, touch=False) is None:
                await end()
                await send({"type": "websocket.close", "code": GOING_AWAY})
                return

    watcher = asyncio.create_task(watch())
    try:
        await app(_without_resume(scope), checked_receive, checked_send)
    finally:
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await watcher


async def _refuse(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": NOT_ALLOWED})


async def _redirect(receive: Receive, send: Send, path: str) -> None:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
    await send({"type": "websocket.send", "bytes": redirect_message(path).SerializeToString()})
    await send({"type": "websocket.close", "code": GOING_AWAY})


def _without_resume(scope: Scope) -> Scope:
    """Drop the third subprotocol: Streamlit would resume the session it names, whoever that belonged to."""
    headers = []
    for name, value in scope["headers"]:
        if name == b"sec-websocket-protocol":
            headers.append((name, b",".join(value.split(b",")[:2])))
        else:
            headers.append((name, value))
    return {**scope, "headers": headers, "subprotocols": list(scope.get("subprotocols", []))[:2]}
