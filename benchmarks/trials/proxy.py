"""A proxy in front of several copies of the app, as simple as can be: each connection goes to the next that answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle


@contextmanager
def proxy(ports: Sequence[int]) -> Iterator[int]:
    """Serve on a port of its own, which is yielded, until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    turn = cycle(range(len(ports)))

    def accept() -> None:
        with suppress(OSError):  # closed: the block has ended
            while True:
                outside, _ = listening.accept()
                first = next(turn)
                for port in (*ports[first:], *ports[:first]):
                    try:
                        inside = socket.create_connection(("127.0.0.1", port))
                    except OSError:
                        continue
                    for source, target in ((outside, inside), (inside, outside)):
                        threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()
                    break
                else:
                    outside.close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
            one.close()
