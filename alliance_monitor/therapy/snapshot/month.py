"""One month of one therapy, and what it adds to the practice's counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from alliance_monitor.practice import Cell, Counts


@dataclass(slots=True)
class Month:
    """Counts of one month of one therapy; the terms are those of `Counts`."""

    name: str
    """The month, "2026-01"."""
    phase: str = ""
    """That of its first attended session; empty without one."""
    instrument: str = ""
    sessions: int = 0
    missed: int = 0
    client_rated: int = 0
    therapist_rated: int = 0
    flags: int = 0
    likely: int = 0
    confirmed: int = 0
    dismissed: int = 0
    ruptures: int = 0
    returned: int = 0
    sessions_to_return: int = 0
    episodes: int = 0
    resolved: int = 0
    unresolved: int = 0

    def values(self) -> tuple[Any, ...]:
        """All fields in order, for storing."""
        kept: tuple[Any, ...] = _fields(self)
        return kept


_fields = attrgetter(*(field.name for field in fields(Month)))


def to_cells(
    months: Iterable[Month],
    pattern: str,
    *,
    begun: str,
    ruptures: int,
    returned: int,
    ended: tuple[str, str] | None,
    unrepaired: bool,
) -> dict[Cell, Counts]:
    """Counts of one therapy by cell: one cell per month.

    Parameters
    ----------
    begun : month of the first session with a date; empty without one.
    ruptures, returned : those of the whole therapy.
    ended : month and kind of the ending.
    unrepaired : whether a rupture has neither returned to the usual range nor been resolved.
    """
    cells: dict[Cell, Counts] = {}
    seen: set[str] = set()
    for month in sorted(months, key=attrgetter("name")):
        began = month.name == begun
        ending = {}
        if ended is not None and ended[0] == month.name:
            ending = {f"ended_{ended[1]}": 1, f"unrepaired_{ended[1]}": int(unrepaired)}
        happened = {
            "flagged": month.flags > 0,
            "calm": month.sessions > 0 and month.flags == 0,
            "recovered": month.ruptures == month.returned > 0,
            "open": month.ruptures > month.returned,
            "confirming": month.confirmed > 0,
            "dismissing": month.dismissed > 0,
        }
        cells[Cell(date.fromisoformat(f"{month.name}-01"), pattern, month.phase or "any", month.instrument)] = Counts(
            therapies=int(month.sessions > 0),
            sessions=month.sessions,
            missed=month.missed,
            client_rated=month.client_rated,
            therapist_rated=month.therapist_rated,
            heard=int(month.client_rated > 0),
            unheard=int(month.client_rated < month.sessions),
            flags=month.flags,
            likely=month.likely,
            flagged=int(month.flags > 0),
            confirmed=month.confirmed,
            dismissed=month.dismissed,
            confirming=int(month.confirmed > 0),
            dismissing=int(month.dismissed > 0),
            ruptures=month.ruptures,
            returned=month.returned,
            sessions_to_return=month.sessions_to_return,
            ruptured=int(month.ruptures > 0),
            recovered=int(month.ruptures == month.returned > 0),
            episodes=month.episodes,
            resolved=month.resolved,
            unresolved=month.unresolved,
            begun=int(began),
            begun_ruptured=int(began and ruptures > 0),
            begun_recovered=int(began and ruptures == returned > 0),
            **ending,
            **{f"first_{name}": int(there and name not in seen) for name, there in happened.items()},
        )
        seen.update(name for name, there in happened.items() if there)
    return cells
