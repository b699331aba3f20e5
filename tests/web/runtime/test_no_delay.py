"""Small responses do not wait for the acknowledgement of the one before."""

from __future__ import annotations

import socket

from web.runtime.no_delay import set_tcp_nodelay


def test_accepted_connections_inherit_tcp_nodelay() -> None:
    with socket.socket() as listening:  # opened as Streamlit does, without naming the protocol
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM):  # has no such option, and is skipped
            set_tcp_nodelay()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
