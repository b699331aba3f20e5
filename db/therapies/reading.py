"""One therapy's history as frozen values, read inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select

from alliance_monitor.attachment import BondElements, Profile, TalkCounts
from alliance_monitor.episode import EVENT, Event, RuptureEpisode, replay
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import Ending
from alliance_monitor.therapy import Client as ClientValue
from alliance_monitor.therapy import Decision, FlagDecision, History, PromptVerdict
from db import tables
from db.crypto import unseal_or_placeholder
from db.therapies.detection_settings import detection_since, newest_change
from db.therapies.link_rows import read_links
from db.therapies.reading_sessions import read_sessions, rows_of_client

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
_DECISIONS = rows_of_client(tables.FlagDecision, tables.FlagDecision.decided_at)
_VERDICTS = rows_of_client(tables.PromptVerdict, tables.PromptVerdict.given_at)
_EVENTS = rows_of_client(tables.EpisodeEvent, tables.EpisodeEvent.id)
_BONDS = rows_of_client(tables.BondAssessment, tables.BondAssessment.recorded_at)
_OUTCOMES = rows_of_client(tables.OutcomeAnswers, tables.OutcomeAnswers.id)
_TALKS = rows_of_client(tables.TalkCount, tables.TalkCount.recorded_at)


def _has(table: Any, name: str) -> Any:
    return exists().where(table.client_id == bindparam("client")).label(name)


_FIRST = select(
    tables.Client.__table__,
    newest_change(tables.Client.practice_id).label("detection_change"),
    _has(tables.BondAssessment, "bonds"),
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
"""A client, and which of the rarer rows are present: one query instead of a dozen that mostly find nothing."""


FREE_TEXT = ("tried", "reason")
"""Fields of an episode's event that hold free text."""


def event_text_place(client_id: str, row: int | None, name: str) -> dict[str, str]:
    """Where the free text of an event is stored, for `seal`."""
    return {"owner": client_id, "table": "episode_events", "column": f"event.{name}", "row": str(row)}


def client_from_row(row: Row[Any]) -> ClientValue:
    """A row of `clients` as a value."""
    return ClientValue(
        row.id, row.code, row.therapist_id, row.started_on, row.ended_on, Ending(row.ending) if row.ending else None
    )


def read_history(tx: Connection, client_id: str) -> History:
    """Everything recorded about one client. The caller has checked that they may see it."""
    client = {"client": client_id}
    present = tx.execute(_FIRST, client).one()
    profiles = tuple(map(Profile.model_validate, tx.scalars(_PROFILES, client))) if present.profiles else ()
    judged = _judged(tx, present, profiles)
    numbers = {session.id: session.number or 0 for session in judged.sessions}
    bonds = tx.execute(_BONDS, client) if present.bonds else ()
    talks = tx.execute(_TALKS, client) if present.talks else ()
    verdicts = tx.execute(_VERDICTS, client) if present.verdicts else ()
    return replace(
        judged,
        bonds=tuple((numbers[row.session_id], BondElements.model_validate(row.elements)) for row in bonds),
        talks=tuple((numbers[row.session_id], TalkCounts.model_validate(row.counts)) for row in talks),
        links=read_links(tx, client_id) if present.links else (),
        verdicts=tuple(PromptVerdict(row.prompt_id, row.verdict, row.given_at) for row in verdicts),
    )


def read_for_detection(tx: Connection, client_id: str) -> History:
    """What derived rows are computed from: sessions, episodes, decisions about flags, the newest profile and outcome
    forms; the rest is left empty."""
    client = {"client": client_id}
    present = tx.execute(_FIRST, client).one()
    newest = tuple(map(Profile.model_validate, tx.scalars(_NEWEST_PROFILE, client))) if present.profiles else ()
    return _judged(tx, present, newest)


def _judged(tx: Connection, present: Row[Any], profiles: tuple[Profile, ...]) -> History:
    client_id, client = present.id, {"client": present.id}
    sessions = read_sessions(tx, client_id, present)
    numbers = {session.id: session.number for session in sessions}
    return History(
        client_from_row(present),
        detection=detection_since(tx, present.detection_change),
        sessions=sessions,
        profiles=profiles,
        episodes=read_episodes(tx, client_id, numbers) if present.events else (),
        outcomes=tuple(OutcomeForm.model_validate(row.form) for row in tx.execute(_OUTCOMES, client))
        if present.outcomes
        else (),
        decisions=tuple(
            FlagDecision(
                row.session_id,
                Decision(row.decision),
                row.rule,
                row.rule_version,
                row.decided_at,
                unseal_or_placeholder(
                    tx, row.reason, owner=client_id, table="flag_decisions", column="reason", row=row.id
                ),
                row.rupture_type,
                row.snoozed_until,
            )
            for row in (tx.execute(_DECISIONS, client) if present.decisions else ())
        ),
    )


def read_episodes(tx: Connection, client_id: str, numbers: Mapping[str, int | None]) -> tuple[RuptureEpisode, ...]:
    """The episodes of one client, oldest first, with the present session numbers."""
    events: dict[str, list[Event]] = {}
    for row in tx.execute(_EVENTS, {"client": client_id}):
        events.setdefault(row.episode_id, []).append(event_value(tx, client_id, row, numbers))
    return tuple(replay(episode_id, history) for episode_id, history in events.items())


def event_value(tx: Connection, client_id: str, row: Row[Any], numbers: Mapping[str, int | None]) -> Event:
    """A row of `episode_events` as a value, with its session's present number and its text unsealed."""
    values = dict(row.event) if row.session_id is None else {**row.event, "session": numbers[row.session_id]}
    for name in FREE_TEXT:
        if values.get(name):
            values[name] = unseal_or_placeholder(tx, values[name], **event_text_place(client_id, row.id, name))
    return EVENT.validate_python(values)
