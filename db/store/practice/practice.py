"""A practice's measures as they may be shown, and a therapist's own compared with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce

from sqlalchemy import Connection, select

from alliance_monitor.practice import MEASURES, Cell, Counts, Funnel, Release, Series, funnel
from db.access import Role
from db.configuration import configuration
from db.store.policy import Transactions, policy, policy_in_steps
from db.store.practice.months import NO_TEAM, MonthlyCounts, Months
from db.tables import Account, AccountRole

FIRST_DAY = date(1990, 1, 1)
"""Earlier than any therapy a practice records."""

DIMENSIONS = ("team", "pattern", "phase", "instrument")
FEWEST_THERAPISTS = 2
"""Fewest therapists of a team that is shown: a team of one would show that person."""


class PracticeMeasures(Months):
    """Measures under disclosure control. The present month, still incomplete, is left out."""

    @policy(Role.PRACTICE_LEAD)
    def practice_release(self, tx: Connection, today: date, dimension: str = "") -> Release:
        """What the practice shows: overall, or by team, attachment pattern, phase or instrument."""
        return self._release(tx, today, dimension)

    @policy_in_steps(Role.PRACTICE_LEAD, proof=True)
    def practice_export(self, transactions: Transactions, today: date, dimension: str = "") -> Release:
        """The same for a file, which is audited."""
        with transactions.write() as tx:
            self._audit(tx, "practice.exported", "practice", self._practice_id)
        with transactions.read() as tx:
            return self._release(tx, today, dimension)

    def _release(self, tx: Connection, today: date, dimension: str) -> Release:
        until = _last_month(today)
        cells = self._practice_counts(tx, FIRST_DAY, until)
        total = _by_month((cell.month, counts) for cell, counts in cells.items())
        groups: dict[str, Series] = {}
        also: frozenset[str] = frozenset()
        if dimension == "team":
            groups, also = self._teams(tx, self._team_counts(tx, FIRST_DAY, until))
        elif dimension in DIMENSIONS:
            groups = _by_group(cells, dimension)
        return Release(total, groups, dimension, configuration().smallest_group, also)

    @policy(Role.THERAPIST, Role.SUPERVISOR)
    def own_funnels(self, tx: Connection, today: date) -> dict[str, Funnel]:
        """By measure: one's own share and those of the therapists supervised now, and nobody else's."""
        until = _last_month(today)
        months = self._therapist_counts(tx, FIRST_DAY, until)
        names = _names(tx, months)
        everybody = _sum(self._practice_counts(tx, FIRST_DAY, until).values())
        own = {names[therapist_id]: _sum(series.values()) for therapist_id, series in months.items()}
        others = len(self._therapists(tx) - months.keys())
        least = configuration().smallest_group
        return {measure.id: funnel(measure, own, everybody, others, least) for measure in MEASURES}

    def _therapists(self, tx: Connection) -> frozenset[str]:
        here = (Account.practice_id == self._practice_id, AccountRole.role == Role.THERAPIST.value)
        found = select(Account.id).join(AccountRole, AccountRole.account_id == Account.id).where(*here)
        return frozenset(tx.scalars(found))

    def _teams(self, tx: Connection, teams: dict[str, MonthlyCounts]) -> tuple[dict[str, Series], frozenset[str]]:
        """Teams by name, and which of them have too few therapists to be shown."""
        names, therapists = _names(tx, teams), self._therapists(tx)
        sizes = Counter(team for account_id, team in self._team_of(tx).items() if account_id in therapists)
        found: dict[str, Series] = {}
        too_small = set()
        for team, months in teams.items():
            title = f"Team of {names[team]}" if team != NO_TEAM else "Without supervisor"
            # Two supervisors of the same name would otherwise become one team.
            name = title if title not in found else f"{title} ({len(found) + 1})"
            found[name] = months
            if sizes[team] < FEWEST_THERAPISTS:
                too_small.add(name)
        return found, frozenset(too_small)


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
    accounts = [account_id for account_id in ids if account_id]
    rows = tx.execute(select(Account.id, Account.display_name).where(Account.id.in_(accounts)))
    return {row.id: row.display_name for row in rows}
