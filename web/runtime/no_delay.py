"""Answers leave at once, however small they are."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress


def set_tcp_nodelay() -> None:
    """Let the server's connections send without waiting for an acknowledgement of what they sent before.

    The operating system holds a small piece back until the piece before it was acknowledged, which the other side puts
    off for some 40 ms. asyncio switches that off, but not for sockets opened without naming their protocol, such as
    Streamlit's. Nothing hands us that socket, so it is looked for; connections made from then on inherit the setting.
    """
    for one in gc.get_objects():
        if type(one) is socket.socket and one.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # closed, or of a kind that knows no such setting
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
