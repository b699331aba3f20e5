"""Size limits of request bodies."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope

from web.client_link import LINK_PATH
from web.runtime import MAX_FORM_BYTES

MAX_UPLOAD_BYTES = 6 * 1024 * 1024
"""Limit of an upload request: `maxUploadSize` of .streamlit/config.toml and the multipart framing around the file."""


class BodyTooLargeError(Exception):
    """The request body is larger than its address accepts."""


def max_body_size(path: str) -> int:
    """The limit for requests to this path, in bytes.

    The clients' pages stop reading at `MAX_FORM_BYTES` themselves, to answer in the client's language.
    """
    return MAX_UPLOAD_BYTES if path.startswith(("/_stcore/upload_file", LINK_PATH)) else MAX_FORM_BYTES


def declared_size(scope: Scope) -> int:
    """The Content-Length of a request, 0 if there is none; anything but a number counts as over every limit."""
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(declared) if declared.isdigit() and len(declared) < 20 else MAX_UPLOAD_BYTES + 1


def size_limited(receive: Receive, limit: int) -> Receive:
    """`receive`, raising BodyTooLargeError once more than `limit` bytes have arrived, whatever size was declared."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLargeError
        return message

    return counted
