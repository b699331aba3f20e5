"""Phase of a therapy by the number of the session."""

from __future__ import annotations

from typing import Final

EARLY_SESSIONS: Final = 5
LATE_SESSIONS: Final = 16
"""Up to and from which session a therapy counts as early and late. Default, not validated."""


def phase_of(number: int | None) -> str:
    """`early`, `middle` or `late`; `any` for a session that has no number."""
    if number is None:
        return "any"
    return "early" if number <= EARLY_SESSIONS else "late" if number >= LATE_SESSIONS else "middle"
