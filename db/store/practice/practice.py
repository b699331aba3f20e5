"""A practice's measures as they may be shown, and a therapist's own beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce

from sqlalchemy import Connection, select

from alliance_monitor.practice import MEASURES, Cell, Counts, Funnel, Release, Series, funnel
from db.access import Role, policy
from db.configuration import configuration
from db.store.practice.months import NO_TEAM, MonthlyCounts, Months
from db.tables import Account, AccountRole

FIRST_DAY = date(1990, 1, 1)
"""Before any therapy a practice enters."""

DIMENSIONS = ("team", "pattern", "phase", "instrument")
FEWEST_THERAPISTS = 2
"""Therapists of a team that is shown: a team of one would show that person."""


class PracticeMeasures(Months):
    """Measures under disclosure control. What is not finished – this month – is left out."""

    @policy(Role.PRACTICE_LEAD)
    def practice_release(self, today: date, dimension: str = "") -> Release:
        """What the practice shows, all over or by team, attachment pattern, phase or instrument."""
        until = _last_month(today)
        cells = self.practice_months(FIRST_DAY, until)
        total = _by_month((cell.month, counts) for cell, counts in cells.items())
        groups: dict[str, Series] = {}
        also: frozenset[str] = frozenset()
        if dimension == "team":
            groups, also = self._teams(self.team_months(FIRST_DAY, until))
        elif dimension in DIMENSIONS:
            groups = _by_group(cells, dimension)
        return Release(total, groups, dimension, configuration().smallest_group, also)

    @policy(Role.PRACTICE_LEAD, proof=True)
    def practice_export(self, today: date, dimension: str = "") -> Release:
        """The same for a file, which is audited."""
        with self._writing("practice_export") as tx:
            self._audit(tx, "practice.exported", "practice", self._practice_id)
        return self.practice_release(today, dimension)

    @policy(Role.THERAPIST, Role.SUPERVISOR)
    def own_funnels(self, today: date) -> dict[str, Funnel]:
        """By measure: where one's own lies, and those of the therapists supervised now; nobody else's."""
        until = _last_month(today)
        months = self.therapist_months(FIRST_DAY, until)
        with self._reading("own_funnels") as tx:
            names = _names(tx, months)
            everybody = _sum(self._practice_counts(tx, FIRST_DAY, until).values())
            therapists = self._therapists(tx)
        own = {names[one]: _sum(series.values()) for one, series in months.items()}
        others = len(therapists - months.keys())
        least = configuration().smallest_group
        return {one.id: funnel(one, own, everybody, others, least) for one in MEASURES}

    def _therapists(self, tx: Connection) -> frozenset[str]:
        here = (Account.practice_id == self._practice_id, AccountRole.role == Role.THERAPIST.value)
        found = select(Account.id).join(AccountRole, AccountRole.account_id == Account.id).where(*here)
        return frozenset(tx.scalars(found))

    def _teams(self, teams: dict[str, MonthlyCounts]) -> tuple[dict[str, Series], frozenset[str]]:
        """Teams by name, and which of them have too few therapists to be shown."""
        with self._reading("practice_release") as tx:
            names = _names(tx, teams)
            therapists = self._therapists(tx)
            sizes = Counter(team for one, team in self._team_of(tx).items() if one in therapists)
        found: dict[str, Series] = {}
        lone = set()
        for one, months in teams.items():
            called = f"Team of {names[one]}" if one != NO_TEAM else "Without supervisor"
            # Two people of one name would otherwise become one team.
            name = called if called not in found else f"{called} ({len(found) + 1})"
            found[name] = months
            if sizes[one] < FEWEST_THERAPISTS:
                lone.add(name)
        return found, frozenset(lone)


def _last_month(today: date) -> date:
    """The last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def _by_month(found: Iterable[tuple[date, Counts]]) -> dict[date, Counts]:
    months: dict[date, Counts] = {}
    for month, counts in found:
        months[month] = months.get(month, Counts()).plus(counts)
    return months


def _by_group(cells: dict[Cell, Counts], dimension: str) -> dict[str, Series]:
    names = {getattr(cell, dimension) for cell in cells}
    return {
        name or "none": _by_month((cell.month, c) for cell, c in cells.items() if getattr(cell, dimension) == name)
        for name in names
    }


def _sum(counts: Iterable[Counts]) -> Counts:
    return reduce(Counts.plus, counts, Counts())


def _names(tx: Connection, ids: Iterable[str]) -> dict[str, str]:
    rows = tx.execute(select(Account.id, Account.display_name).where(Account.id.in_([one for one in ids if one])))
    return {row.id: row.display_name for row in rows}
