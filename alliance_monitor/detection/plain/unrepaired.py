"""An episode that stays open."""

from __future__ import annotations

from typing import Final

OPEN_SESSIONS: Final = 3
"""Attended sessions after the one it began in. Unrepaired ruptures go with worse outcome and drop-out
(Eubanks, Muran & Safran 2018: r = .29 for resolved against unresolved); the number of sessions is a default,
not validated."""


def unrepaired(opened_in: int, current: int, *, closed: bool, sessions: int = OPEN_SESSIONS) -> bool:
    """Say whether an episode that began in session `opened_in` is still open `sessions` sessions later."""
    return not closed and current - opened_in >= sessions
