"""Monthly counts for the practice's measures: `practice_months`, `team_months` and `therapist_months`.

They read the stored counts of `alliance_monitor.practice.counts`, never the therapies behind them. Nothing is
suppressed here: whoever shows them applies disclosure control. A sum over months counts a client once per month;
`begun…` and `ended…` count each therapy once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, select

from alliance_monitor.practice import Cell, Counts
from db.access import Role
from db.store.base import StoreBase
from db.store.policy import policy
from db.tables import DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS, Account, Supervision
from db.therapies import in_force, supervisees, version_in

NO_TEAM = ""
"""The team of therapists without a supervisor."""

MonthlyCounts = Mapping[date, Counts]
"""Counts by month (its first day)."""


def _sums(table: Table, *where: Any) -> Select[Any]:
    """Counts by month, summed by the database."""
    return (
        select(table.c.month, *(func.sum(table.c[name]) for name in Counts._fields))
        .where(
            *where,
            table.c.model_version == bindparam("version"),
            table.c.month.between(bindparam("since"), bindparam("until")),
        )
        .group_by(table.c.month)
    )


_PRACTICE = _sums(DERIVED_MONTHS, DERIVED_MONTHS.c.practice_id == bindparam("practice"))
_TEAM = _sums(
    DERIVED_THERAPIST_MONTHS, DERIVED_THERAPIST_MONTHS.c.therapist_id.in_(bindparam("therapists", expanding=True))
)
_COUNTS = [DERIVED_MONTHS.c[name] for name in Counts._fields]
_THERAPIST_COUNTS = [DERIVED_THERAPIST_MONTHS.c[name] for name in Counts._fields]


class Months(StoreBase):
    """What practice leads, supervisors and therapists see of many therapies at once."""

    @policy(Role.PRACTICE_LEAD)
    def practice_months(self, tx: Connection, since: date, until: date) -> dict[Cell, Counts]:
        """The practice's counts by cell, from the month of `since` to that of `until`."""
        return self._practice_counts(tx, since, until)

    def _practice_counts(self, tx: Connection, since: date, until: date) -> dict[Cell, Counts]:
        table = DERIVED_MONTHS.c
        rows = tx.execute(
            select(table.month, table.pattern, table.phase, table.instrument, *_COUNTS).where(
                table.practice_id == self._practice_id,
                table.model_version == version_in(tx, self._practice_id),
                table.month.between(since.replace(day=1), until),
            )
        )
        return {Cell(*row[:4]): Counts(*row[4:]) for row in rows}

    @policy(Role.PRACTICE_LEAD)
    def team_months(self, tx: Connection, since: date, until: date) -> dict[str, MonthlyCounts]:
        """Counts by team and month. A team is the therapists of one supervisor, named by the supervisor's account id.

        A therapist with several supervisors counts in the first one's team only, so that teams add up to the practice.
        """
        return self._team_counts(tx, since, until)

    def _team_counts(self, tx: Connection, since: date, until: date) -> dict[str, MonthlyCounts]:
        members: dict[str, list[str]] = defaultdict(list)
        for therapist_id, team in self._team_of(tx).items():
            members[team].append(therapist_id)
        members.pop(NO_TEAM, None)
        values = {"version": version_in(tx, self._practice_id), "since": since.replace(day=1), "until": until}
        found = {
            team: _by_month(tx.execute(_TEAM, values | {"therapists": therapists}))
            for team, therapists in members.items()
        }
        rest = _by_month(tx.execute(_PRACTICE, values | {"practice": self._practice_id}))
        for months in found.values():
            for month, counts in months.items():
                rest[month] = rest[month].minus(counts)
        found[NO_TEAM] = {month: counts for month, counts in rest.items() if any(counts)}
        return {team: months for team, months in found.items() if months}

    def _team_of(self, tx: Connection) -> dict[str, str]:
        """The team of every account of the practice."""
        colleagues = tx.scalars(select(Account.id).where(Account.practice_id == self._practice_id))
        teams = dict.fromkeys(colleagues, NO_TEAM)
        supervised = select(Supervision.therapist_id, Supervision.supervisor_id).where(
            Supervision.practice_id == self._practice_id, in_force()
        )
        for row in tx.execute(supervised.order_by(Supervision.since.desc(), Supervision.id)):
            teams[row.therapist_id] = row.supervisor_id
        return teams

    @policy(Role.THERAPIST, Role.SUPERVISOR)
    def therapist_months(self, tx: Connection, since: date, until: date) -> dict[str, MonthlyCounts]:
        """Counts by therapist and month: one's own and, for a supervisor, those of the therapists supervised now."""
        return self._therapist_counts(tx, since, until)

    def _therapist_counts(self, tx: Connection, since: date, until: date) -> dict[str, MonthlyCounts]:
        own, table = self._actor.account_id, DERIVED_THERAPIST_MONTHS.c
        rows = tx.execute(
            select(table.therapist_id, table.month, *_THERAPIST_COUNTS).where(
                table.therapist_id.in_({own, *supervisees(tx, own)}),
                table.model_version == version_in(tx, self._practice_id),
                table.month.between(since.replace(day=1), until),
            )
        )
        found: dict[str, dict[date, Counts]] = defaultdict(dict)
        for row in rows:
            found[row.therapist_id][row.month] = Counts(*row[2:])
        return dict(found)


def _by_month(rows: Iterable[Any]) -> dict[date, Counts]:
    return {row[0]: Counts(*map(int, row[1:])) for row in rows}
