"""A number and what it counts."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """Such as 1 session, 2 sessions."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
