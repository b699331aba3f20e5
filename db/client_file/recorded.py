"""What was recorded and concluded about one client: sessions, attachment, outcome, decisions, episodes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from alliance_monitor.client_file import (
    AppointmentEntry,
    BondEntry,
    DecisionEntry,
    EpisodeEntry,
    EventEntry,
    Judged,
    NoteEntry,
    OutcomeEntry,
    ProfileEntry,
    RatingEntry,
    SignEntry,
    TalkEntry,
)
from alliance_monitor.detection import DETECTOR_ID, DETECTOR_VERSION, explain
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import Observation, marker
from alliance_monitor.therapy import course
from db import tables
from db.client_file.rows import ClientRows
from db.therapies import SESSION, event_value


def sessions(rows: ClientRows) -> tuple[AppointmentEntry, ...]:
    """All appointments with everything recorded about each."""
    recorded = {
        rating.id: rating for session in rows.history.sessions for rating in (*session.ratings, *session.corrected)
    }
    of_session: dict[str, dict[str, list[Any]]] = {}
    for row in rows.of(tables.Rating, "recorded_at"):
        rating, link = recorded[row.id], rows.by_link(SESSION, row.id)
        entry = RatingEntry(
            **rows.by(row), id=row.id, rating=rating.rating, by_link=link, superseded_at=rating.superseded_at
        )
        of_session.setdefault(row.session_id, {}).setdefault("ratings", []).append(entry)
    for name, table, make in (
        ("signs", tables.RuptureMarker, lambda row: _sign(rows, row)),
        ("notes", tables.Note, lambda row: NoteEntry(**rows.by(row), text=rows.sealed_text(row, "notes", "text"))),
        ("bond", tables.BondAssessment, lambda row: BondEntry(**rows.by(row), elements=row.elements)),
        ("talk", tables.TalkCount, lambda row: TalkEntry(**rows.by(row), counts=row.counts)),
    ):
        for row in rows.of(table, "recorded_at"):
            of_session.setdefault(row.session_id, {}).setdefault(name, []).append(make(row))
    judged = course(rows.history)
    states = {
        session.id: Judged(status=row.status, reason=explain(row), rule=DETECTOR_ID, rule_version=DETECTOR_VERSION)
        for session, row in zip(judged.sessions, judged.rows, strict=True)
    }
    session_rows = {row.id: row for row in rows.of(tables.TherapySession, "recorded_at")}
    return tuple(
        AppointmentEntry(
            **rows.by(session_rows[session.id]),
            **{name: tuple(found) for name, found in of_session.get(session.id, {}).items()},
            id=session.id,
            number=session.number,
            held_on=session.held_on,
            attendance=session.attendance,
            judged=states.get(session.id),
        )
        for session in rows.history.sessions
    )


def _sign(rows: ClientRows, row: Row[Any]) -> SignEntry:
    observation = Observation(
        marker=row.marker, observed_by=row.observed_by, domain=row.domain, intensity=row.intensity
    )
    return SignEntry(**rows.by(row), sign=observation, label=marker(row.marker).label)


def attachment(rows: ClientRows) -> tuple[ProfileEntry, ...]:
    """All attachment profiles, oldest first."""
    return tuple(
        ProfileEntry(
            **rows.by(row),
            version=row.version,
            profile=row.profile,
            by_link=rows.by_link("attachment", row.id),
        )
        for row in rows.of(tables.AttachmentProfile, "version")
    )


def outcomes(rows: ClientRows) -> tuple[OutcomeEntry, ...]:
    """All outcome forms with their scores."""
    found = []
    for row in rows.of(tables.OutcomeAnswers, "id"):
        form, link = OutcomeForm.model_validate(row.form), rows.by_link("outcome", row.id)
        found.append(OutcomeEntry(**rows.by(row), form=form, scores=form.scores.subscales, by_link=link))
    return tuple(found)


def decisions(rows: ClientRows) -> tuple[DecisionEntry, ...]:
    """The decisions about flags."""
    return tuple(
        DecisionEntry(
            **rows.by(row, "decided"),
            session=row.session_id,
            decision=row.decision,
            reason=rows.sealed_text(row, "flag_decisions", "reason"),
            rule=row.rule,
            rule_version=row.rule_version,
            rupture_type=row.rupture_type,
            snoozed_until=row.snoozed_until,
        )
        for row in rows.of(tables.FlagDecision, "decided_at")
    )


def episodes(rows: ClientRows) -> tuple[EpisodeEntry, ...]:
    """The episodes with their events."""
    numbers = {session.id: session.number for session in rows.history.sessions}
    found: dict[str, list[EventEntry]] = {}
    for row in rows.of(tables.EpisodeEvent, "id"):
        event = event_value(rows.tx, rows.client_id, row, numbers)
        entry = EventEntry(**rows.by(row), event=event, session=row.session_id)
        found.setdefault(row.episode_id, []).append(entry)
    return tuple(EpisodeEntry(id=name, events=tuple(events)) for name, events in found.items())
