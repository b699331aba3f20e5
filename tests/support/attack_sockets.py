"""What an attacker sees of Streamlit's websocket."""

from __future__ import annotations

import httpx
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection

from tests.support.front_door import Door


def drawn(stream: ClientConnection) -> list[ForwardMsg]:
    """What the app sends until a script run has ended, or until it closes."""
    messages: list[ForwardMsg] = []
    try:
        while not messages or not messages[-1].HasField("script_finished"):
            messages.append(ForwardMsg.FromString(bytes(stream.recv(timeout=30))))
    except ConnectionClosed:
        pass
    return messages


def words(messages: list[ForwardMsg]) -> str:
    """Everything in them as text."""
    return "\n".join(str(message) for message in messages)


def has_content(messages: list[ForwardMsg]) -> bool:
    """Whether anything of a page is among them."""
    return any(message.HasField("delta") for message in messages)


def refused(door: Door, browser: httpx.Client | None = None, **how: str) -> bool:
    """Whether the websocket is not even opened."""
    try:
        door.websocket(browser, **how).close()
    except InvalidHandshake:
        return True
    return False


def closed(stream: ClientConnection) -> bool:
    """Whether the app ends this websocket without drawing anything more."""
    try:
        while True:
            if ForwardMsg.FromString(bytes(stream.recv(timeout=30))).HasField("delta"):
                return False
    except ConnectionClosed:
        return True
