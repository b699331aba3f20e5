"""How much a request may bring along."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope

LARGEST_FORM = 65_536
"""Bytes a form may have; ours need a few hundred."""

LARGEST_UPLOAD = 6 * 1024 * 1024
"""Bytes an upload request may have: `maxUploadSize` of .streamlit/config.toml and what surrounds the file."""


class TooMuchError(Exception):
    """The request brings more than its place takes."""


def largest(path: str) -> int:
    """The most a request to this path may bring.

    The clients' pages stop reading at `LARGEST_FORM` themselves, and say so kindly in the client's language.
    """
    return LARGEST_UPLOAD if path.startswith(("/_stcore/upload_file", "/r/")) else LARGEST_FORM


def announced(scope: Scope) -> int:
    """The size a request says it has; a size that is no number is taken as endless."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(said) if said.isdigit() and len(said) < 20 else LARGEST_UPLOAD + 1


def measured(receive: Receive, most: int) -> Receive:
    """`receive` that raises TooMuchError once more than `most` bytes have come, whatever was announced."""
    come = 0

    async def counted() -> Message:
        nonlocal come
        message = await receive()
        if message["type"] == "http.request":
            come += len(message.get("body", b""))
            if come > most:
                raise TooMuchError
        return message

    return counted
