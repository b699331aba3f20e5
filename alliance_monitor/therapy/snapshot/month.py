"""One month of one therapy, and what it adds to the practice's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from alliance_monitor.practice import Cell, Counts


@dataclass(slots=True)
class Month:
    """Counts of one month of one therapy; the words are those of `Counts`."""

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
        """All fields in order, for keeping."""
        kept: tuple[Any, ...] = _fields(self)
        return kept


_fields = attrgetter(*(one.name for one in fields(Month)))


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
    """Counts of one therapy by cell: one cell a month.

    Parameters
    ----------
    begun : month of the first session with a date; empty without one.
    ruptures, returned : those of the whole therapy.
    ended : month and kind of the ending.
    unrepaired : whether a rupture has neither returned to the usual range nor been resolved.
    """
    cells: dict[Cell, Counts] = {}
    seen: set[str] = set()
    for one in sorted(months, key=attrgetter("name")):
        began = one.name == begun
        ending = {}
        if ended is not None and ended[0] == one.name:
            ending = {f"ended_{ended[1]}": 1, f"unrepaired_{ended[1]}": int(unrepaired)}
        happened = {
            "flagged": one.flags > 0,
            "calm": one.sessions > 0 and one.flags == 0,
            "recovered": one.ruptures == one.returned > 0,
            "open": one.ruptures > one.returned,
            "confirming": one.confirmed > 0,
            "dismissing": one.dismissed > 0,
        }
        cells[Cell(date.fromisoformat(f"{one.name}-01"), pattern, one.phase or "any", one.instrument)] = Counts(
            therapies=int(one.sessions > 0),
            sessions=one.sessions,
            missed=one.missed,
            client_rated=one.client_rated,
            therapist_rated=one.therapist_rated,
            heard=int(one.client_rated > 0),
            unheard=int(one.client_rated < one.sessions),
            flags=one.flags,
            likely=one.likely,
            flagged=int(one.flags > 0),
            confirmed=one.confirmed,
            dismissed=one.dismissed,
            confirming=int(one.confirmed > 0),
            dismissing=int(one.dismissed > 0),
            ruptures=one.ruptures,
            returned=one.returned,
            sessions_to_return=one.sessions_to_return,
            ruptured=int(one.ruptures > 0),
            recovered=int(one.ruptures == one.returned > 0),
            episodes=one.episodes,
            resolved=one.resolved,
            unresolved=one.unresolved,
            begun=int(began),
            begun_ruptured=int(began and ruptures > 0),
            begun_recovered=int(began and ruptures == returned > 0),
            **ending,
            **{f"first_{name}": int(there and name not in seen) for name, there in happened.items()},
        )
        seen.update(name for name, there in happened.items() if there)
    return cells
