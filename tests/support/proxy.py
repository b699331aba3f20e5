"""A reverse proxy as practices put in front: it says whom it was asked by, and passes everything else on."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from threading import Thread


@contextmanager
def proxy(*to: int, own_line: bool = False) -> Iterator[int]:
    """Listen on this computer in front of these ports, which take turns; one that does not answer is passed over.

    Yields the port.
    `own_line`: append a line X-Forwarded-For of its own, as HAProxy does, rather than lengthen the one there, as nginx
    does. One connection carries one request, or one websocket.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_accept, args=(listening, to, own_line), daemon=True).start()
        yield listening.getsockname()[1]


def _accept(listening: socket.socket, to: tuple[int, ...], own_line: bool) -> None:
    for turn in count():
        try:
            asking, (address, _) = listening.accept()
        except OSError:
            return  # closed: the test is over
        first = turn % len(to)
        Thread(target=_pass_on, args=(asking, address, to[first:] + to[:first], own_line), daemon=True).start()


def _reached(ports: Sequence[int]) -> socket.socket:
    """A connection to the first of these that answers; ConnectionError when none does."""
    for port in ports:
        with suppress(ConnectionError):
            return socket.create_connection(("127.0.0.1", port))
    raise ConnectionError


def _pass_on(asking: socket.socket, address: str, ports: Sequence[int], own_line: bool) -> None:
    with asking, suppress(OSError), _reached(ports) as app:
        told = b""
        while b"\r\n\r\n" not in told:
            part = asking.recv(65_536)
            if not part:
                return
            told += part
        head, body = told.split(b"\r\n\r\n", 1)
        app.sendall(_naming(head, address, own_line) + b"\r\n\r\n" + body)
        Thread(target=_pipe, args=(asking, app), daemon=True).start()
        _pipe(app, asking)


def _naming(head: bytes, address: str, own_line: bool) -> bytes:
    """The head of a request with the address it came from."""
    name = b"x-forwarded-for:"
    first, *lines = head.split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"connection: keep-alive")]
    said = [line.split(b":", 1)[1].strip() for line in kept if line.lower().startswith(name)]
    if own_line:
        kept.append(b"X-Forwarded-For: " + address.encode())
    else:
        kept = [line for line in kept if not line.lower().startswith(name)]
        kept.append(b"X-Forwarded-For: " + b", ".join([*said, address.encode()]))
    if not any(line.lower().startswith(b"connection:") for line in kept):
        kept.append(b"Connection: close")
    return b"\r\n".join([first, *kept])


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65_536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
