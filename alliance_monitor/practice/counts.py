"""What one therapy adds to its practice's months: counts only, so that a practice adds up therapies, never reads them.

Every count belongs to one cell: a month, an attachment pattern, a phase and an instrument. A therapy is in one cell a
month, so that adding up cells of one month counts each therapy once. Adding up months counts a therapy once a month;
`begun…` and `ended…` count it once altogether.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class Cell(NamedTuple):
    """Where counts belong."""

    month: date
    """Its first day."""
    pattern: str
    """What the client leans towards by the newest profile; "unknown" without one."""
    phase: str
    """That of the month's first attended session; "any" for a month without one."""
    instrument: str
    """The one of the month's newest rating, with its version; empty when nobody rated."""


class Counts(NamedTuple):
    """Counts of one cell. Those of clients stand beside those of sessions, because they decide what may be shown."""

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
    """Clients who rated one of them."""
    unheard: int = 0
    """Clients who left one of them unrated; some are among `heard` as well."""
    flags: int = 0
    """Sessions judged a possible or likely rupture."""
    likely: int = 0
    flagged: int = 0
    """Clients with such a session."""
    confirmed: int = 0
    """Flags the therapist agreed with, or gave another kind."""
    dismissed: int = 0
    """Flags the therapist found to be no rupture."""
    confirming: int = 0
    """Clients with an agreed flag."""
    dismissing: int = 0
    """Clients with a dismissed flag."""
    ruptures: int = 0
    """Runs of flags that begin in this month: from a flag nobody dismissed until the ratings are usual again."""
    returned: int = 0
    """Those of them that have returned to the usual range by now."""
    sessions_to_return: int = 0
    """Sessions from the first flag to the return, added up over `returned`."""
    ruptured: int = 0
    """Clients with such a rupture."""
    recovered: int = 0
    """Those of them all of whose ruptures of this month have returned."""
    episodes: int = 0
    """Ruptures followed that began in this month, dismissed and merged ones left out."""
    resolved: int = 0
    """Those of them closed as resolved."""
    unresolved: int = 0
    """Those of them closed as unresolved."""
    begun: int = 0
    """Therapies whose first session with a date was in this month."""
    begun_ruptured: int = 0
    """Those of them with a rupture at any time since."""
    begun_recovered: int = 0
    """Those of them all of whose ruptures have returned."""
    ended_planned: int = 0
    """Therapies that ended in this month, by kind of ending."""
    ended_unilateral: int = 0
    ended_transferred: int = 0
    ended_other: int = 0
    unrepaired_planned: int = 0
    """Those of them that ended after a rupture that had neither returned nor been resolved."""
    unrepaired_unilateral: int = 0
    unrepaired_transferred: int = 0
    unrepaired_other: int = 0
    first_flagged: int = 0
    """Clients whose first month with a flag this is. Each is counted once, so that over any months these add up to no
    more clients than there are; the same of the following."""
    first_calm: int = 0
    """Clients whose first month with sessions and without a flag this is."""
    first_recovered: int = 0
    """Clients whose first month it is with ruptures that have all returned."""
    first_open: int = 0
    """Clients whose first month it is with a rupture that has not returned."""
    first_confirming: int = 0
    """Clients whose first month with an agreed flag this is."""
    first_dismissing: int = 0
    """Clients whose first month with a dismissed flag this is."""

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*map(int.__add__, self, other))

    def minus(self, other: Counts) -> Counts:
        """What changed from `other`."""
        return Counts(*map(int.__sub__, self, other))


def changes(before: Mapping[Cell, Counts], after: Mapping[Cell, Counts]) -> dict[Cell, Counts]:
    """What must be added to each cell so that `before` becomes `after`; cells in order, unchanged ones left out."""
    none = Counts()
    found = {cell: after.get(cell, none).minus(before.get(cell, none)) for cell in before.keys() | after.keys()}
    return {cell: found[cell] for cell in sorted(found) if any(found[cell])}
