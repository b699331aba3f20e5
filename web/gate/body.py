"""How much a request may bring along."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope

MAX_FORM_BYTES = 65_536
"""Bytes a form may have; ours need a few hundred."""

MAX_UPLOAD_BYTES = 6 * 1024 * 1024
"""Bytes an upload request may have: `maxUploadSize` of .streamlit/config.toml and what surrounds the file."""


class BodyTooLargeError(Exception):
    """The request brings more than its place takes."""


def max_body_size(path: str) -> int:
    """The most a request to this path may bring.

    The clients' pages stop reading at `MAX_FORM_BYTES` themselves, and say so kindly in the client's language.
    """
    return MAX_UPLOAD_BYTES if path.startswith(("/_stcore/upload_file", "/r/")) else MAX_FORM_BYTES


def declared_size(scope: Scope) -> int:
    """The size a request says it has; a size that is no number is taken as endless."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(said) if said.isdigit() and len(said) < 20 else MAX_UPLOAD_BYTES + 1


def size_limited(receive: Receive, most: int) -> Receive:
    """`receive` that raises BodyTooLargeError once more than `most` bytes have come, whatever size was declared."""
    come = 0

    async def counted() -> Message:
        nonlocal come
        message = await receive()
        if message["type"] == "http.request":
            come += len(message.get("body", b""))
            if come > most:
                raise BodyTooLargeError
        return message

    return counted
