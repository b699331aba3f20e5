"""What one therapy adds to its practice's months: counts only, so that a practice sums therapies without reading them.

Every count belongs to one cell: a month, an attachment pattern, a phase and an instrument. A therapy is in one cell per
month, so that the sum over the cells of one month counts each therapy once. A sum over months counts a therapy once per
month; `begun…` and `ended…` count it once overall.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class Cell(NamedTuple):
    """The group that counts belong to."""

    month: date
    """Its first day."""
    pattern: str
    """The client's pattern in the newest profile; "unknown" without one."""
    phase: str
    """The phase at the month's first attended session; "any" for a month without one."""
    instrument: str
    """The instrument of the month's newest rating, with its version; empty if nobody rated."""


class Counts(NamedTuple):
    """Counts of one cell. Clients are counted beside sessions, because their number decides what may be shown."""

    therapies: int = 0
    """Clients with an attended session in this month."""
    sessions: int = 0
    """Attended sessions."""
    missed: int = 0
    """Appointments cancelled or not attended."""
    client_rated: int = 0
    """Attended sessions the client rated."""
    therapist_rated: int = 0
    heard: int = 0
    """Clients who rated at least one of them."""
    unheard: int = 0
    """Clients who left at least one of them unrated; some are counted in `heard` as well."""
    flags: int = 0
    """Sessions judged a possible or likely rupture."""
    likely: int = 0
    flagged: int = 0
    """Clients with such a session."""
    confirmed: int = 0
    """Flags the therapist agreed with or reclassified."""
    dismissed: int = 0
    """Flags the therapist considered not to be a rupture."""
    confirming: int = 0
    """Clients with an agreed flag."""
    dismissing: int = 0
    """Clients with a dismissed flag."""
    ruptures: int = 0
    """Ruptures that begin in this month: from a flag nobody dismissed until ratings are back in the usual range."""
    returned: int = 0
    """Of these, ruptures whose ratings have returned to the usual range by now."""
    sessions_to_return: int = 0
    """Sessions from the first flag to the return, summed over `returned`."""
    ruptured: int = 0
    """Clients with such a rupture."""
    recovered: int = 0
    """Of these, clients whose ruptures of this month have all returned."""
    episodes: int = 0
    """Episodes that began in this month, without dismissed and merged ones."""
    resolved: int = 0
    """Of these, closed as resolved."""
    unresolved: int = 0
    """Of these, closed as unresolved."""
    begun: int = 0
    """Therapies whose first session with a date was in this month."""
    begun_ruptured: int = 0
    """Of these, therapies with a rupture at any time since."""
    begun_recovered: int = 0
    """Of these, therapies whose ruptures have all returned."""
    ended_planned: int = 0
    """Therapies that ended in this month, by kind of ending."""
    ended_unilateral: int = 0
    ended_transferred: int = 0
    ended_other: int = 0
    unrepaired_planned: int = 0
    """Of these, ended after a rupture that had neither returned nor been resolved; by kind of ending."""
    unrepaired_unilateral: int = 0
    unrepaired_transferred: int = 0
    unrepaired_other: int = 0
    first_flagged: int = 0
    """Clients whose first month with a flag this is. Each is counted once, so that sums over any months never exceed
    the number of clients; the same holds for the following."""
    first_calm: int = 0
    """Clients whose first month with sessions and without a flag this is."""
    first_recovered: int = 0
    """Clients whose first month with ruptures that have all returned this is."""
    first_open: int = 0
    """Clients whose first month with a rupture that has not returned this is."""
    first_confirming: int = 0
    """Clients whose first month with an agreed flag this is."""
    first_dismissing: int = 0
    """Clients whose first month with a dismissed flag this is."""

    def plus(self, other: Counts) -> Counts:
        """The sum of both."""
        return Counts(*map(int.__add__, self, other))

    def minus(self, other: Counts) -> Counts:
        """The difference from `other`."""
        return Counts(*map(int.__sub__, self, other))


def changes(before: Mapping[Cell, Counts], after: Mapping[Cell, Counts]) -> dict[Cell, Counts]:
    """What to add to each cell to turn `before` into `after`; cells in order, without unchanged ones."""
    none = Counts()
    found = {cell: after.get(cell, none).minus(before.get(cell, none)) for cell in before.keys() | after.keys()}
    return {cell: found[cell] for cell in sorted(found) if any(found[cell])}
