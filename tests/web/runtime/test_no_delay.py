"""Small answers are not held back until the answer before was acknowledged."""

from __future__ import annotations

import socket

from web.runtime.no_delay import set_tcp_nodelay


def test_connections_inherit_that_nothing_is_held_back() -> None:
    with socket.socket() as listening:  # opened as Streamlit does, without naming the protocol
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM):  # knows no such setting, and is passed over
            set_tcp_nodelay()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
