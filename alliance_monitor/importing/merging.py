"""Merging both people's rows of a session into one session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from alliance_monitor.importing.batch import ImportedSession
from alliance_monitor.importing.columns import Layout
from alliance_monitor.importing.errors import Problem
from alliance_monitor.records import Rater, Rating, SessionEntry


class RatedRow(NamedTuple):
    """One valid row: `session` or `held_on` is known; `rating` is None if no answer was given."""

    row: int
    client: str
    session: int | None
    held_on: date | None
    rater: Rater
    rating: Rating | None


def merge(rows: Sequence[RatedRow], layout: Layout) -> tuple[tuple[ImportedSession, ...], tuple[Problem, ...]]:
    """Return (sessions by client and number, contradictions between rows).

    With a session column a session is identified by its number, otherwise by its date, and numbered in that order.
    A client's sessions appear where the client's first row is in the file.
    """
    by_client: dict[str, dict[int | date | None, list[RatedRow]]] = {}
    for row in rows:
        key = row.session if layout.session is not None else row.held_on
        by_client.setdefault(row.client, {}).setdefault(key, []).append(row)
    sessions: list[ImportedSession] = []
    problems: list[Problem] = []
    for client, found in by_client.items():
        for place, key in enumerate(sorted(found, key=lambda key: (key is not None, key)), 1):
            problems += _contradictions(found[key], layout)
            sessions.append(ImportedSession(client, _session(found[key], place)))
    return tuple(sessions), tuple(problems)


def _contradictions(rows: Sequence[RatedRow], layout: Layout) -> list[Problem]:
    known_by = layout.session if layout.session is not None else layout.date
    problems = []
    by_rater: dict[Rater, RatedRow] = {}
    dated: RatedRow | None = None
    for row in rows:
        same = by_rater.setdefault(row.rater, row)
        if same is not row and known_by is not None:
            problems.append(
                Problem(
                    row.row,
                    layout.header[known_by],
                    f"the same client, session and rater as in row {same.row}",
                )
            )
        if row.held_on is None:
            continue
        dated = dated or row
        if dated.held_on != row.held_on and layout.date is not None:
            problems.append(
                Problem(
                    row.row,
                    layout.header[layout.date],
                    f"another date than in row {dated.row} for the same session",
                )
            )
    return problems


def _session(rows: Sequence[RatedRow], place: int) -> SessionEntry:
    first = rows[0]
    ratings = {row.rater: row.rating for row in reversed(rows) if row.rating is not None}
    return SessionEntry(
        held_on=next((row.held_on for row in rows if row.held_on is not None), None),
        ratings=tuple(ratings[rater] for rater in Rater if rater in ratings),
        number=first.session if first.session is not None else place,
    )
