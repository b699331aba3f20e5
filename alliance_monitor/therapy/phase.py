"""The phase of a therapy, by session number."""

from __future__ import annotations

from typing import Final

EARLY_SESSIONS: Final = 5
LATE_SESSIONS: Final = 16
"""A therapy is early up to the first and late from the second of these sessions. Default, not validated."""


def phase_of(number: int | None) -> str:
    """`early`, `middle` or `late`; `any` for a session without a number."""
    if number is None:
        return "any"
    return "early" if number <= EARLY_SESSIONS else "late" if number >= LATE_SESSIONS else "middle"
