"""Invented practices of any size, inserted into the tables as years of use would leave them.

About 17 weekly sessions per therapy, rated by both people (one rating in six is missing); ratings drop in every tenth
session. 60 therapies per therapist. Sessions are inserted by date, so that the rows of one therapy are as scattered as
in real use. Derived rows are not written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from alliance_monitor.attachment import Profile
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import Rater, SessionEntry
from alliance_monitor.records import Rating as RatingValue
from db.access import Actor, Role
from db.connection import ALL_PRACTICES, Database, insert_many, large_page_cache, lift_time_limits
from db.sign_in import set_up
from db.tables import Account, AccountRole, AttachmentProfile, Client, Rating, Supervision, TherapySession, new_id

SESSIONS_PER_THERAPY = 50 / 3
"""A million sessions are 60,000 therapies."""

THERAPIES_PER_THERAPIST = 60
SUPERVISEES = 5
PASSPHRASE = "three calm green rivers"
MISSING = 1 / 6
FIRST_DAY = date(2023, 1, 2)
MONTHS = 36
SEED = 7


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice that was inserted: the people who work there, and the clients of the first therapist."""

    actor: Actor
    lead: Actor
    supervisor: Actor
    clients: tuple[str, ...]
    sessions: int


def write(database: Database, sessions: int, seed: int = SEED) -> Practice:
    """Insert a practice of about this many sessions into an empty database."""
    rng = np.random.default_rng(seed)
    actor = set_up(database, practice="Bench", sign_in_name="first", display_name="First", passphrase=PASSPHRASE)
    therapies = round(sessions / SESSIONS_PER_THERAPY)
    therapists = [actor.account_id, *(new_id() for _ in range(1, -(-therapies // THERAPIES_PER_THERAPIST)))]
    lead, supervisor = new_id(), new_id()
    moment = datetime(2023, 1, 1, tzinfo=UTC)
    clients = [new_id() for _ in range(therapies)]
    of = [therapists[place // THERAPIES_PER_THERAPIST] for place in range(therapies)]
    lengths = rng.integers(4, 30, therapies)
    begins = rng.integers(0, MONTHS * 30 - 7 * 29, therapies)
    with database.write(row_scope=ALL_PRACTICES) as tx, large_page_cache(tx):
        if database.on_server:
            lift_time_limits(tx)
        practice_id = tx.scalar(select(Account.practice_id).where(Account.id == actor.account_id)) or ""
        people = [(account, f"t{n}", Role.THERAPIST) for n, account in enumerate(therapists[1:], start=1)]
        people += [(lead, "lead", Role.PRACTICE_LEAD), (supervisor, "supervisor", Role.SUPERVISOR)]
        columns = ("id", "practice_id", "sign_in_name", "display_name", "passphrase_hash", "created_at")
        insert_many(
            tx, Account, columns, ((account, practice_id, name, name, "-", moment) for account, name, _ in people)
        )
        insert_many(tx, AccountRole, ("account_id", "role"), ((account, role.value) for account, _, role in people))
        columns = ("id", "practice_id", "therapist_id", "code", "started_on", "created_at")
        rows = (
            (client, practice_id, of[place], f"B-{place:06}", _day(begins[place]), moment)
            for place, client in enumerate(clients)
        )
        insert_many(tx, Client, columns, rows)
        columns = ("id", "practice_id", "supervisor_id", "therapist_id", "since", "assigned_by", "assigned_at")
        rest = (moment, actor.account_id, moment)
        supervised = therapists[:SUPERVISEES]
        insert_many(
            tx,
            Supervision,
            columns,
            ((new_id(), practice_id, supervisor, therapist, *rest) for therapist in supervised),
        )
        _profiles(tx, clients, of, moment, rng)
        order = _appointments(begins, lengths)
        ids = [new_id() for _ in range(len(order))]
        columns = ("id", "client_id", "number", "held_on", "attendance", "recorded_by", "recorded_at")
        rows = (
            (ids[place], clients[client], int(number), _day(day), "attended", of[client], moment)
            for place, (day, client, number) in enumerate(order.tolist())
        )
        insert_many(tx, TherapySession, columns, rows)
        insert_many(tx, Rating, RATING, _ratings(order, ids, clients, of, moment, rng))
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql("ANALYZE")
    mine = tuple(client for client, therapist in zip(clients, of, strict=True) if therapist == actor.account_id)
    place = database.place
    return Practice(actor, Actor(lead, place), Actor(supervisor, place), mine, len(order))


RATING = (
    *("id", "session_id", "client_id", "rater", "goal", "task", "bond", "tension", "strained", "instrument"),
    *("instrument_version", "answers", "recorded_by", "recorded_at"),
)


def _day(days: int) -> date:
    return FIRST_DAY + timedelta(days=int(days))


def _appointments(begins: Any, lengths: Any) -> Any:
    """(sessions, 3): day, index of the client, session number; sorted by day."""
    client = np.repeat(np.arange(len(lengths)), lengths)
    number = np.arange(len(client)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    day = begins[client] + 7 * (number - 1)
    return np.stack((day, client, number), axis=1)[np.lexsort((number, client, day))]


def _levels(sessions: int, clients: Any, therapies: int, rng: np.random.Generator) -> Any:
    """(sessions, 2, 4): goal, task, bond, tension by both people; a row of NaN where somebody did not rate."""
    own = np.clip(rng.normal(5.4, 0.9, therapies), 3.5, 7)[clients]
    fallen = rng.random(sessions) < 0.1
    parts = own[:, None, None] + rng.normal(0, 0.5, (sessions, 2, 3)) - 2.0 * fallen[:, None, None]
    tension = 1 + rng.poisson(0.3, (sessions, 2, 1)) + 2 * fallen[:, None, None]
    levels = np.concatenate((np.clip(np.round(parts), 1, 7), np.clip(tension, 1, 5)), axis=2)
    levels[rng.random((sessions, 2)) < MISSING] = np.nan
    return levels


def _ratings(
    order: Any, ids: list[str], clients: list[str], of: list[str], moment: datetime, rng: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    levels = _levels(len(order), order[:, 1], len(clients), rng)
    given = ~np.isnan(levels[:, :, 0])
    for place, client in enumerate(order[:, 1].tolist()):
        for who, rater in enumerate(Rater):
            if given[place, who]:
                goal, task, bond, tension = levels[place, who].tolist()
                values = (rater.value, goal, task, bond, int(tension), [], "brief-session", 1, {})
                yield (new_id(), ids[place], clients[client], *values, of[client], moment)


def _profiles(tx: Any, clients: list[str], of: list[str], moment: datetime, rng: np.random.Generator) -> None:
    kinds = [
        Profile.from_estimate(anxiety, avoidance).model_dump(mode="json")
        for anxiety in (2.0, 6.0)
        for avoidance in (2.0, 6.0)
    ]
    drawn = rng.integers(0, len(kinds) + 1, len(clients)).tolist()
    rows = (
        (new_id(), client, 1, kinds[kind], therapist, moment)
        for client, therapist, kind in zip(clients, of, drawn, strict=True)
        if kind < len(kinds)
    )
    columns = ("id", "client_id", "version", "profile", "recorded_by", "recorded_at")
    insert_many(tx, AttachmentProfile, columns, rows)


def imported(sessions: int, seed: int = SEED) -> list[ImportedSession]:
    """The same kind of therapies as a checked import file holds them, therapy by therapy."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(4, 30, max(1, round(sessions / SESSIONS_PER_THERAPY)))
    order = _appointments(rng.integers(0, MONTHS * 30 - 7 * 29, len(lengths)), lengths)
    order = order[np.lexsort((order[:, 2], order[:, 1]))]
    levels = _levels(len(order), order[:, 1], len(lengths), rng)
    given = ~np.isnan(levels[:, :, 0])
    made = []
    for place, (day, client, number) in enumerate(order.tolist()):
        ratings = tuple(
            RatingValue(rater=rater, **dict(zip(("goal", "task", "bond", "tension"), levels[place, who], strict=True)))
            for who, rater in enumerate(Rater)
            if given[place, who]
        )
        entry = SessionEntry(held_on=_day(day), number=number, ratings=ratings)
        made.append(ImportedSession(client_code=f"I-{client:06}", entry=entry))
    return made
