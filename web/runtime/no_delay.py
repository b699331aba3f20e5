"""TCP_NODELAY for the server's sockets, so that small responses leave at once."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress


def set_tcp_nodelay() -> None:
    """Turn off Nagle's algorithm for the connections of all listening sockets.

    It delays a small segment until the one before is acknowledged, which the other side may put off for some 40 ms.
    asyncio turns it off by itself, but not for sockets opened without naming their protocol, such as Streamlit's. Since
    nothing gives us that socket, all live ones are searched; connections accepted later inherit the option.
    """
    for each in gc.get_objects():
        if type(each) is socket.socket and each.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # closed, or of a kind without this option
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
