"""Paths no browser sends by itself: tricks to be taken for one place and to arrive at another."""

from __future__ import annotations

MAX_PATH_BYTES, MAX_QUERY_BYTES = 2_000, 8_000
"""Bytes; ours are far shorter."""


def is_malformed_path(path: str, raw: bytes, query: bytes) -> bool:
    """Whether a path climbs, repeats slashes, hides separators or control characters, or is far too long."""
    if len(raw) > MAX_PATH_BYTES or len(query) > MAX_QUERY_BYTES or not path.startswith("/"):
        return True
    if any(part in ("..", ".") for part in path.split("/")) or "//" in path or "\\" in path:
        return True
    hidden = raw.lower()
    if b"%2f" in hidden or b"%5c" in hidden or b"%00" in hidden or b"%25" in hidden or b";" in raw:
        return True
    return any(ord(character) < 32 or ord(character) == 127 for character in path)
