"""What derived rows are computed from, for many therapies at once; the same as `reading.read_for_detection` of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select

from alliance_monitor.attachment import Profile
from alliance_monitor.detection.channels import ANSWERS
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.therapy.snapshot import SessionRow, TherapyRows
from db.tables import AttachmentProfile, Client, EpisodeEvent, FlagDecision, OutcomeAnswers, Rating, TherapySession
from db.therapies.link_rows import held_back_sessions_of
from db.therapies.reading import client_from_row, read_episodes


def _of(query: Any, client_id: Any) -> Any:
    return query.where(client_id.in_(bindparam("ids", expanding=True)))


_CLIENTS = _of(select(Client.__table__), Client.id).order_by(Client.id)
_SESSIONS = _of(
    select(TherapySession.client_id, TherapySession.id, TherapySession.number, TherapySession.held_on),
    TherapySession.client_id,
).order_by(TherapySession.client_id, TherapySession.number)
_RATINGS = _of(
    select(
        Rating.session_id,
        Rating.rater,
        Rating.instrument.concat(literal("@")).concat(Rating.instrument_version),
        *(getattr(Rating, column) for column in ANSWERS),
    ).where(Rating.superseded_at.is_(None)),
    Rating.client_id,
)
_DECISIONS = _of(
    select(FlagDecision.client_id, FlagDecision.session_id, FlagDecision.decision, FlagDecision.snoozed_until),
    FlagDecision.client_id,
).order_by(FlagDecision.decided_at)
_PROFILES = _of(select(AttachmentProfile.client_id, AttachmentProfile.profile), AttachmentProfile.client_id).order_by(
    AttachmentProfile.version
)
_OUTCOMES = _of(select(OutcomeAnswers.client_id, OutcomeAnswers.form), OutcomeAnswers.client_id).order_by(
    OutcomeAnswers.id
)
_FOLLOWED = _of(select(EpisodeEvent.client_id), EpisodeEvent.client_id).distinct()


def read_therapies(tx: Connection, clients: Sequence[str]) -> dict[str, TherapyRows]:
    """The therapies of these clients, by client id; at most a few thousand, since a statement takes so many values."""
    ids = {"ids": clients}
    found = {row.id: TherapyRows(client_from_row(row)) for row in tx.execute(_CLIENTS, ids)}
    held_back = held_back_sessions_of(tx, clients)
    sessions: dict[str, SessionRow] = {}
    for client_id, session_id, number, held_on in tx.execute(_SESSIONS, ids).all():
        if number is None:
            found[client_id].missed.append(held_on)
        else:
            row = sessions[session_id] = SessionRow(session_id, number, held_on, waits=session_id in held_back)
            found[client_id].attended.append(row)
    for session_id, *rating in tx.execute(_RATINGS, ids).all():
        row = sessions[session_id]
        if not (row.waits and rating[0] == "client"):
            row.ratings.append(tuple(rating))
    for client_id, session_id, decision, until in tx.execute(_DECISIONS, ids):
        found[client_id].decisions[session_id] = (decision, until)
    for client_id, profile in tx.execute(_PROFILES, ids):
        found[client_id].pattern = Profile.model_validate(profile).pattern
    for client_id, form in tx.execute(_OUTCOMES, ids):
        found[client_id].outcomes.append(OutcomeForm.model_validate(form))
    for client_id in tx.scalars(_FOLLOWED, ids).all():
        numbers = {row.id: row.number for row in found[client_id].attended}
        found[client_id].episodes = read_episodes(tx, client_id, numbers)
    return found
