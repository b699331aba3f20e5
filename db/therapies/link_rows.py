"""The rows of client links, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, exists, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Attendance, Rater, SessionEntry
from alliance_monitor.therapy import Link
from db.connection import now
from db.tables import ClientLink, Rating, TherapySession

SESSION = "alliance"
"""The use of an instrument, as of a link for it, whose answers are a rating of one session."""

_THERAPIST_RATED = exists().where(
    Rating.session_id == ClientLink.session_id,
    Rating.rater == Rater.THERAPIST.value,
    Rating.superseded_at.is_(None),
)
_HELD_BACK = (
    ClientLink.used_at.is_not(None),
    ClientLink.at_once.is_(False),
    ClientLink.shown_at.is_(None),
    exists().where(Rating.id == ClientLink.answer_id, Rating.superseded_at.is_(None)),
    ~_THERAPIST_RATED,
)
_HELD_BACK_SESSIONS = select(ClientLink.session_id).where(ClientLink.client_id == bindparam("client"), *_HELD_BACK)
_HELD_BACK_SESSIONS_OF = select(ClientLink.session_id).where(
    ClientLink.client_id.in_(bindparam("ids", expanding=True)), *_HELD_BACK
)
_LINKS = select(ClientLink.__table__).where(ClientLink.client_id == bindparam("client")).order_by(ClientLink.created_at)


_OF_DAY = (
    ClientLink.client_id == bindparam("client"),
    ClientLink.held_on == bindparam("day"),
    ClientLink.asks == SESSION,
)
_ANY = select(exists().where(*_OF_DAY))
_BEGUN = select(ClientLink.session_id).where(*_OF_DAY, ClientLink.used_at.is_not(None), ~_THERAPIST_RATED).limit(1)
_OPEN = (*_OF_DAY, ClientLink.used_at.is_(None), ClientLink.revoked_at.is_(None))


def held_back_sessions(tx: Connection, client_id: str) -> frozenset[str]:
    """Sessions whose rating by the client is held back until the therapist's own is saved."""
    return frozenset(found for found in tx.scalars(_HELD_BACK_SESSIONS, {"client": client_id}) if found is not None)


def held_back_sessions_of(tx: Connection, clients: Sequence[str]) -> frozenset[str]:
    """`held_back_sessions` of all these clients together."""
    found = tx.scalars(_HELD_BACK_SESSIONS_OF, {"ids": clients})
    return frozenset(session_id for session_id in found if session_id is not None)


def read_links(tx: Connection, client_id: str) -> tuple[Link, ...]:
    """All links made for this client, oldest first."""
    return tuple(
        Link(
            row.id,
            row.session_id,
            row.held_on,
            row.instrument,
            row.asks,
            row.created_at,
            row.expires_at,
            row.used_at,
            row.revoked_at,
        )
        for row in tx.execute(_LINKS, {"client": client_id})
    )


def session_on(tx: Connection, client_id: str, held_on: date) -> str | None:
    """The attended session recorded on this day, the later of two, or None."""
    return tx.scalar(
        select(TherapySession.id)
        .where(
            TherapySession.client_id == client_id,
            TherapySession.held_on == held_on,
            TherapySession.number.is_not(None),
        )
        .order_by(TherapySession.number.desc())
        .limit(1)
    )


def is_rated(tx: Connection, session_id: str, rater: Rater) -> bool:
    """Whether the session has a current rating by this person."""
    current = select(Rating.id).where(
        Rating.session_id == session_id, Rating.rater == rater.value, Rating.superseded_at.is_(None)
    )
    return tx.scalar(current) is not None


def has_links(tx: Connection, client_id: str, entry: SessionEntry) -> bool:
    """Whether links were ever made for the day of this appointment; without any, there are none to check or attach."""
    return bool(tx.scalar(_ANY, {"client": client_id, "day": entry.held_on}))


def session_begun_by_client(tx: Connection, client_id: str, entry: SessionEntry) -> str | None:
    """The session that the client has already rated by link and the therapist is logging now, or None."""
    if entry.attendance is not Attendance.ATTENDED or entry.held_on is None:
        return None
    begun = tx.scalar(_BEGUN, {"client": client_id, "day": entry.held_on})
    if begun is not None and entry.rating_by(Rater.CLIENT) is not None and is_rated(tx, begun, Rater.CLIENT):
        raise InvalidEntryError(
            "The client has rated this session with their own link.", "Leave out their answers from paper, then save."
        )
    return begun


def attach_links(tx: Connection, client_id: str, session_id: str, entry: SessionEntry) -> None:
    """Attach this day's links to the session just logged; revoke those with nothing left to ask."""
    day = {"client": client_id, "day": entry.held_on}
    if entry.attendance is Attendance.ATTENDED:
        tx.execute(update(ClientLink).where(*_OPEN, ClientLink.session_id.is_(None)).values(session_id=session_id), day)
        if entry.rating_by(Rater.CLIENT) is not None:
            closed = update(ClientLink).where(*_OPEN, ClientLink.session_id == session_id)
            tx.execute(closed.values(revoked_at=now()), day)
    else:
        tx.execute(update(ClientLink).where(*_OPEN).values(revoked_at=now()), day)
