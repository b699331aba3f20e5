"""Requests sent straight to the gate, with any app behind it and no server around it."""

from __future__ import annotations

from typing import Any

import anyio
from starlette.types import Message, Scope

from web.gate.gate import Gate


def scope_of(path: str = "/welcome", method: str = "GET", **headers: str) -> Scope:
    """A request from another computer; `_` in a header's name stands for `-`."""
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "client": ("192.0.2.1", 50_000),
        "headers": [(b"host", b"127.0.0.1:8501")]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }


def response_of(app: Any, scope: Scope, *bodies: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body that the gate in front of `app` responds with."""
    sent: list[Message] = []
    waiting = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(Gate(app), scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body
