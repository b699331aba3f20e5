"""Visits: each signed-in browser is a row. Its cookie holds a random token, the row only the token's hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, insert, select, update

from db import audit
from db.access import Actor
from db.configuration import configuration
from db.connection import Database, now
from db.crypto import hash_token, new_token
from db.opening import database
from db.place import Place
from db.tables import Account, Visit, VisitLock, new_id

TOUCH = timedelta(seconds=15)
"""How stale `seen_at` may get before it is written again; well below the shortest idle timeout of 1 min."""


@dataclass(frozen=True, slots=True)
class LiveVisit:
    """A visit that has neither ended nor expired."""

    actor: Actor
    display_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LockedVisit:
    """A visit whose browser is in a client's hands: it is alive, but has access to nothing."""

    actor: Actor


LOCKED = exists().where(VisitLock.visit_id == Visit.id)
"""Whether a visit was handed to a client and not unlocked since."""


def new_visit_token(place: Place) -> str:
    """The token a browser gets for a visit; only its place can be told from it."""
    return f"{place.value}.{new_token()}"


def begin_demo_visit(demo: Database, account_id: str, token: str) -> None:
    """Begin a visit of the demo practice, which holds invented people only."""
    if demo.place is not Place.DEMO:
        raise ValueError("only the demo practice is entered without a passphrase")
    with demo.write() as tx:
        begin_visit(tx, demo.place, account_id, token=token)


def begin_visit(tx: Connection, place: Place, account_id: str, browser: str = "", *, token: str = "") -> str:
    """Begin a visit of a person who has just proved who they are; returns its token."""
    token = token or new_visit_token(place)
    visit_id, moment = new_id(), now()
    tx.execute(
        insert(Visit).values(
            id=visit_id,
            token_hash=hash_token(token),
            account_id=account_id,
            begun_at=moment,
            seen_at=moment,
            proved_at=moment,
            browser=browser[:40],
        )
    )
    audit.record(tx, Actor(account_id, place, visit_id), "visit.begun", "visit", visit_id)
    return token


def live_visit(token: str | None, *, touch: bool = False) -> LiveVisit | None:
    """The live visit with this token, or None; `touch` records it as used just now."""
    found = _find(token, _LIVE_BY_TOKEN)
    if found is None:
        return None
    home, row = found
    if touch and now() - row.seen_at > TOUCH:
        with home.write(row.id) as tx:
            tx.execute(update(Visit).where(Visit.id == row.id, Visit.ended_at.is_(None)).values(seen_at=now()))
    expires_at = row.begun_at + timedelta(hours=configuration().absolute_hours)
    return LiveVisit(Actor(row.account_id, home.place, row.id), row.display_name, expires_at)


def locked_visit(token: str | None) -> LockedVisit | None:
    """The visit with this token if it was handed to a client and would be live otherwise, else None."""
    found = _find(token, _LOCKED_BY_TOKEN)
    return None if found is None else LockedVisit(Actor(found[1].account_id, found[0].place, found[1].id))


def _find(token: str | None, query: Select[*tuple[Any, ...]]) -> tuple[Database, Row[*tuple[Any, ...]]] | None:
    place, _, secret = (token or "").partition(".")
    if not token or not secret or place not in {each.value for each in Place}:
        return None
    home = database(Place(place))
    with home.read() as tx:
        row = tx.execute(query, {"token": hash_token(token)}).first()
    return (home, row) if row is not None and _within_limits(row.begun_at, row.seen_at) else None


def is_live(tx: Connection, visit_id: str) -> bool:
    """Whether this visit is live, as the caller's transaction sees it."""
    row = tx.execute(_OPEN_BY_ID, {"visit": visit_id}).first()
    return row is not None and _within_limits(row.begun_at, row.seen_at)


def is_live_row(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether a row with a visit's `begun_at`, `seen_at`, `ended_at` is live; all three are None without a visit."""
    return row.begun_at is not None and row.ended_at is None and _within_limits(row.begun_at, row.seen_at)


def end_visit(actor: Actor) -> None:
    """Sign this visit out, with immediate effect in all its windows."""
    with database(actor.place).write() as tx:
        tx.execute(update(Visit).where(Visit.id == actor.visit_id, Visit.ended_at.is_(None)).values(ended_at=now()))
        audit.record(tx, actor, "visit.ended", "visit", actor.visit_id)


def end_visits(tx: Connection, account_id: str, *, but: str | None = None) -> None:
    """End all visits of a person, except the one named in `but`."""
    query = update(Visit).where(Visit.account_id == account_id, Visit.ended_at.is_(None))
    if but is not None:
        query = query.where(Visit.id != but)
    tx.execute(query.values(ended_at=now()))


_OPEN = (
    select(Visit.id, Visit.account_id, Visit.begun_at, Visit.seen_at, Account.display_name)
    .join(Account, Account.id == Visit.account_id)
    .where(Visit.ended_at.is_(None), Account.disabled_at.is_(None))
)
_OPEN_BY_ID = _OPEN.where(Visit.id == bindparam("visit"))
_OPEN_BY_TOKEN = _OPEN.where(Visit.token_hash == bindparam("token"))
_LIVE_BY_TOKEN, _LOCKED_BY_TOKEN = _OPEN_BY_TOKEN.where(~LOCKED), _OPEN_BY_TOKEN.where(LOCKED)


def _within_limits(begun_at: datetime, seen_at: datetime) -> bool:
    """Whether neither the idle timeout nor the absolute one has passed."""
    moment, limits = now(), configuration()
    return moment - seen_at < timedelta(minutes=limits.idle_minutes) and moment - begun_at < timedelta(
        hours=limits.absolute_hours
    )
