"""Rows to frozen values: one therapy's history, read inside the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, select

from alliance_monitor.attachment import Profile
from alliance_monitor.bond import BondElements, TalkCounts
from alliance_monitor.entry import Attendance, Ending
from alliance_monitor.episode import EVENT, Event, RuptureEpisode, follow
from alliance_monitor.history import (
    Client as ClientValue,
)
from alliance_monitor.history import (
    Decision,
    FlagDecision,
    History,
    PromptVerdict,
    RecordedRating,
    SessionRecord,
)
from alliance_monitor.outcome_form import OutcomeForm
from alliance_monitor.ratings import Rater, StrainDomain
from alliance_monitor.ratings import Rating as RatingValue
from alliance_monitor.rupture import Observation
from db import tables
from db.detecting import detecting_since, newest_change
from db.link_rows import read_links, waiting_sessions
from db.words import shown


def _of(table: Any, order: Any) -> Select[Any]:
    """All rows of one client in this table; built once, because a page asks for them with every redraw."""
    return select(table.__table__).where(table.client_id == bindparam("client")).order_by(order)


_PROFILES = (
    select(tables.AttachmentProfile.profile)
    .where(tables.AttachmentProfile.client_id == bindparam("client"))
    .order_by(tables.AttachmentProfile.version)
)
_NEWEST_PROFILE = (
    select(tables.AttachmentProfile.profile)
    .where(tables.AttachmentProfile.client_id == bindparam("client"))
    .order_by(tables.AttachmentProfile.version.desc())
    .limit(1)
)
_DECISIONS = _of(tables.FlagDecision, tables.FlagDecision.decided_at)
_VERDICTS = _of(tables.PromptVerdict, tables.PromptVerdict.given_at)
_RATED = (
    tables.Rating.id,
    tables.Rating.session_id,
    tables.Rating.recorded_at,
    tables.Rating.superseded_at,
    tables.Rating.strained,
    tables.Rating.answers,
    tables.Rating.rater,
    tables.Rating.goal,
    tables.Rating.task,
    tables.Rating.bond,
    tables.Rating.tension,
    tables.Rating.resolution,
    tables.Rating.depth,
    tables.Rating.smoothness,
    tables.Rating.instrument,
    tables.Rating.instrument_version,
)
_RATINGS = select(*_RATED).where(tables.Rating.client_id == bindparam("client")).order_by(tables.Rating.recorded_at)
_MARKERS = _of(tables.RuptureMarker, tables.RuptureMarker.recorded_at)
_NOTES = _of(tables.Note, tables.Note.recorded_at)
_LINES = _of(tables.ClientLine, tables.ClientLine.given_at)
_EVENTS = _of(tables.EpisodeEvent, tables.EpisodeEvent.id)
_BONDS = _of(tables.BondLook, tables.BondLook.recorded_at)
_OUTCOMES = _of(tables.OutcomeAnswers, tables.OutcomeAnswers.id)
_TALKS = _of(tables.TalkCount, tables.TalkCount.recorded_at)
_SESSIONS = _of(tables.TherapySession, tables.TherapySession.recorded_at)


def _has(table: Any, name: str) -> Any:
    return exists().where(table.client_id == bindparam("client")).label(name)


_FIRST = select(
    tables.Client.__table__,
    newest_change(tables.Client.practice_id).label("detection_change"),
    _has(tables.BondLook, "bonds"),
    _has(tables.TalkCount, "talks"),
    _has(tables.PromptVerdict, "verdicts"),
    _has(tables.ClientLink, "links"),
    _has(tables.ClientLine, "lines"),
    _has(tables.RuptureMarker, "markers"),
    _has(tables.Note, "notes"),
    _has(tables.EpisodeEvent, "events"),
    _has(tables.OutcomeAnswers, "outcomes"),
    _has(tables.FlagDecision, "decisions"),
    _has(tables.AttachmentProfile, "profiles"),
).where(tables.Client.id == bindparam("client"))
"""A client and which of the rarer rows there are: one question instead of a dozen that mostly find nothing."""


WRITTEN = ("tried", "reason")
"""What an episode's event may hold in a person's own words."""


def event_place(client_id: str, row: int | None, name: str) -> dict[str, str]:
    """Where such words lie."""
    return {"owner": client_id, "table": "episode_events", "column": f"event.{name}", "row": str(row)}


def client_value(row: Row[Any]) -> ClientValue:
    """A row of `clients` as a value."""
    return ClientValue(
        row.id, row.code, row.therapist_id, row.started_on, row.ended_on, Ending(row.ending) if row.ending else None
    )


def read_history(tx: Connection, client_id: str) -> History:
    """Everything recorded about one client. The caller has checked that they may see it."""
    one = {"client": client_id}
    there = tx.execute(_FIRST, one).one()
    profiles = tuple(map(Profile.model_validate, tx.scalars(_PROFILES, one))) if there.profiles else ()
    judged = _judged(tx, there, profiles)
    numbers = {session.id: session.number or 0 for session in judged.sessions}
    bonds = tx.execute(_BONDS, one) if there.bonds else ()
    talks = tx.execute(_TALKS, one) if there.talks else ()
    verdicts = tx.execute(_VERDICTS, one) if there.verdicts else ()
    return replace(
        judged,
        bonds=tuple((numbers[row.session_id], BondElements.model_validate(row.elements)) for row in bonds),
        talks=tuple((numbers[row.session_id], TalkCounts.model_validate(row.counts)) for row in talks),
        links=read_links(tx, client_id) if there.links else (),
        verdicts=tuple(PromptVerdict(row.prompt_id, row.verdict, row.given_at) for row in verdicts),
    )


def read_judged(tx: Connection, client_id: str) -> History:
    """What is derived from: sessions, episodes, decisions about flags, the newest profile,
    outcome forms; the rest is left empty."""
    one = {"client": client_id}
    there = tx.execute(_FIRST, one).one()
    newest = tuple(map(Profile.model_validate, tx.scalars(_NEWEST_PROFILE, one))) if there.profiles else ()
    return _judged(tx, there, newest)


def _judged(tx: Connection, there: Row[Any], profiles: tuple[Profile, ...]) -> History:
    client_id, one = there.id, {"client": there.id}
    sessions = _sessions(tx, client_id, there)
    numbers = {session.id: session.number for session in sessions}
    return History(
        client_value(there),
        detecting=detecting_since(tx, there.detection_change),
        sessions=sessions,
        profiles=profiles,
        episodes=read_episodes(tx, client_id, numbers) if there.events else (),
        outcomes=tuple(OutcomeForm.model_validate(row.form) for row in tx.execute(_OUTCOMES, one))
        if there.outcomes
        else (),
        decisions=tuple(
            FlagDecision(
                row.session_id,
                Decision(row.decision),
                row.rule,
                row.rule_version,
                row.decided_at,
                shown(tx, row.reason, owner=client_id, table="flag_decisions", column="reason", row=row.id),
                row.rupture_type,
                row.snoozed_until,
            )
            for row in (tx.execute(_DECISIONS, one) if there.decisions else ())
        ),
    )


def read_episodes(tx: Connection, client_id: str, numbers: Mapping[str, int | None]) -> tuple[RuptureEpisode, ...]:
    """The episodes of one client, oldest first, by the session numbers that hold now."""
    events: dict[str, list[Event]] = {}
    for row in tx.execute(_EVENTS, {"client": client_id}):
        told = dict(row.event) if row.session_id is None else {**row.event, "session": numbers[row.session_id]}
        for name in WRITTEN:
            if told.get(name):
                told[name] = shown(tx, told[name], **event_place(client_id, row.id, name))
        events.setdefault(row.episode_id, []).append(EVENT.validate_python(told))
    return tuple(follow(episode_id, told) for episode_id, told in events.items())


def _sessions(tx: Connection, client_id: str, there: Any) -> tuple[SessionRecord, ...]:
    waiting = waiting_sessions(tx, client_id) if there.links else frozenset()
    lines = {
        row.session_id: shown(tx, row.text, owner=client_id, table="client_lines", column="text", row=row.id)
        for row in (tx.execute(_LINES, {"client": client_id}).all() if there.lines else ())
    }
    current: dict[str, list[RecordedRating]] = defaultdict(list)
    corrected: dict[str, list[RecordedRating]] = defaultdict(list)
    for rating_id, session_id, recorded_at, superseded_at, strained, answers, *said in tx.execute(
        _RATINGS, {"client": client_id}
    ):
        rating = _rating(tuple(strained), tuple(answers.items()), *said)
        if session_id in waiting and rating.rater is Rater.CLIENT:
            continue
        recorded = RecordedRating(rating_id, rating, recorded_at, superseded_at)
        (current if superseded_at is None else corrected)[session_id].append(recorded)
    observed: dict[str, list[Observation]] = defaultdict(list)
    for row in tx.execute(_MARKERS, {"client": client_id}) if there.markers else ():
        observed[row.session_id].append(
            Observation(marker=row.marker, observed_by=row.observed_by, domain=row.domain, intensity=row.intensity)
        )
    notes = {
        row.session_id: shown(tx, row.text, owner=client_id, table="notes", column="text", row=row.id)
        for row in (tx.execute(_NOTES, {"client": client_id}).all() if there.notes else ())
    }
    rows = list(tx.execute(_SESSIONS, {"client": client_id}))
    rows = sorted(rows, key=lambda row: _position(row, rows))
    return tuple(
        SessionRecord(
            row.id,
            row.number,
            row.held_on,
            Attendance(row.attendance),
            tuple(current[row.id]),
            tuple(corrected[row.id]),
            tuple(observed[row.id]),
            notes.get(row.id, ""),
            "" if row.id in waiting else lines.get(row.id, ""),
            row.id in waiting,
        )
        for row in rows
    )


def _position(row: Row[Any], rows: list[Row[Any]]) -> tuple[float, str]:
    """Attended sessions go by number; missed ones stand after the last one held before them."""
    if row.number is not None:
        return (float(row.number), "")
    held = [r.number for r in rows if r.number is not None and r.held_on and row.held_on and r.held_on <= row.held_on]
    return (max(held, default=0) + 0.5, row.held_on.isoformat() if row.held_on else "")


@lru_cache(4096)
def _rating(
    strained: tuple[str, ...],
    answers: tuple[tuple[str, float], ...],
    rater: str,
    goal: float | None,
    task: float | None,
    bond: float | None,
    tension: int | None,
    resolution: int | None,
    depth: float | None,
    smoothness: float | None,
    instrument: str,
    instrument_version: int,
) -> RatingValue:
    """The same rating is made once: with every redraw of a page the same are read again, and many say the same."""
    return RatingValue(
        rater=Rater(rater),
        goal=goal,
        task=task,
        bond=bond,
        tension=tension,
        resolution=resolution,
        strained=frozenset(map(StrainDomain, strained)),
        depth=depth,
        smoothness=smoothness,
        instrument=instrument,
        instrument_version=instrument_version,
        answers=dict(answers),
    )
