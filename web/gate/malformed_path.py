"""Paths that no browser sends by itself: attempts to pass checks for one path and be served another."""

from __future__ import annotations

MAX_PATH_BYTES, MAX_QUERY_BYTES = 2_000, 8_000
"""Ours are far shorter."""


def is_malformed_path(path: str, raw: bytes, query: bytes) -> bool:
    """Whether a path has dot segments, double slashes, encoded separators or control characters, or is too long."""
    if len(raw) > MAX_PATH_BYTES or len(query) > MAX_QUERY_BYTES or not path.startswith("/"):
        return True
    if any(part in ("..", ".") for part in path.split("/")) or "//" in path or "\\" in path:
        return True
    encoded = raw.lower()
    if b"%2f" in encoded or b"%5c" in encoded or b"%00" in encoded or b"%25" in encoded or b";" in raw:
        return True
    return any(ord(character) < 32 or ord(character) == 127 for character in path)
