"""Visits: a signed-in browser is a row here; the cookie holds a random token, the row its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, insert, select, update

from alliance_monitor.errors import AllianceError
from db import audit
from db.access import Actor
from db.configuration import configuration
from db.connection import Database, now
from db.opening import database
from db.place import Place
from db.sign_in import pending, throttle
from db.sign_in.passphrase import matches
from db.sign_in.pending import PendingSignIn
from db.tables import Account, Visit, VisitLock, new_id

TOUCH = timedelta(seconds=15)
"""How stale `seen_at` may grow before it is written again; well below the shortest idle time of 1 min."""


class SignInRefusedError(AllianceError):
    """Name and passphrase do not fit, or too many tries; says the same for unknown names."""


@dataclass(frozen=True, slots=True)
class LiveVisit:
    """A visit that has neither ended nor expired."""

    actor: Actor
    display_name: str
    expires_at: datetime


def sign_in(
    place: Database, sign_in_name: str, passphrase: str, address: str, browser: str = ""
) -> str | PendingSignIn:
    """Check the passphrase; returns the token of a visit, or what is still needed before one."""
    sign_in_name = sign_in_name.strip().casefold()
    with place.write() as tx:
        if throttle.too_many(tx, sign_in_name, address):
            raise SignInRefusedError("Too many tries.", "Wait fifteen minutes, then try again.")
        # Counted before the slow check, so that parallel guesses cannot slip past the limit.
        moment = throttle.counted(tx, sign_in_name, address)
        account = tx.execute(
            select(Account.id, Account.passphrase_hash).where(
                Account.sign_in_name == sign_in_name, Account.disabled_at.is_(None)
            )
        ).first()
    fits = matches(account.passphrase_hash if account else None, passphrase)
    with place.write() as tx:
        if fits and account is not None and _still_so(tx, account):
            step = pending.begin_pending(tx, account.id)
            if step is not None:
                # Only this try is forgiven: a right passphrase must not clear the count of wrong codes.
                throttle.forgiven(tx, sign_in_name, address, moment)
                return step
            throttle.succeeded(tx, sign_in_name, address, moment)
            return begin_visit(tx, place.place, account.id, browser)
        audit.record(tx, None, "sign_in.refused")
    raise SignInRefusedError("Name and passphrase do not fit.", "Check both and try again.")


def _still_so(tx: Connection, account: Row[str, str]) -> bool:
    """Whether the passphrase was not changed, nor the account disabled, during the slow check."""
    present = select(Account.passphrase_hash).where(Account.id == account.id, Account.disabled_at.is_(None))
    return bool(tx.scalar(present) == account.passphrase_hash)


def begin_demo_visit(place: Database, account_id: str, token: str) -> None:
    """Begin a visit of the demo practice, which holds invented people only."""
    if place.place is not Place.DEMO:
        raise ValueError("only the demo practice is entered without a passphrase")
    with place.write() as tx:
        begin_visit(tx, place.place, account_id, token=token)


def new_token(place: Place) -> str:
    """What a browser will be known by once a visit with it has begun; nothing can be guessed from it but the place."""
    return f"{place.value}.{secrets.token_urlsafe(32)}"


def begin_visit(tx: Connection, place: Place, account_id: str, browser: str = "", *, token: str = "") -> str:
    """Begin a visit of a person who has proved who they are; returns its token."""
    token = token or new_token(place)
    visit_id, moment = new_id(), now()
    tx.execute(
        insert(Visit).values(
            id=visit_id,
            token_hash=_hash(token),
            account_id=account_id,
            begun_at=moment,
            seen_at=moment,
            proved_at=moment,
            browser=browser[:40],
        )
    )
    audit.record(tx, Actor(account_id, place, visit_id), "visit.begun", "visit", visit_id)
    return token


LOCKED = exists().where(VisitLock.visit_id == Visit.id)
"""Whether a visit was handed to a client and not unlocked yet."""


@dataclass(frozen=True, slots=True)
class LockedVisit:
    """A visit whose browser is in a client's hands: it counts, and reaches nothing."""

    actor: Actor


def live_visit(token: str | None, *, touch: bool = False) -> LiveVisit | None:
    """The live visit of this token, or None; `touch` counts this look as use."""
    found = _found(token, _LIVE_BY_TOKEN)
    if found is None:
        return None
    home, row = found
    if touch and now() - row.seen_at > TOUCH:
        with home.write(row.id) as tx:
            tx.execute(update(Visit).where(Visit.id == row.id, Visit.ended_at.is_(None)).values(seen_at=now()))
    expires_at = row.begun_at + timedelta(hours=configuration().absolute_hours)
    return LiveVisit(Actor(row.account_id, home.place, row.id), row.display_name, expires_at)


def locked_visit(token: str | None) -> LockedVisit | None:
    """The visit of this token if it was handed to a client and would count otherwise, else None."""
    found = _found(token, _LOCKED_BY_TOKEN)
    return None if found is None else LockedVisit(Actor(found[1].account_id, found[0].place, found[1].id))


def _found(token: str | None, among: Select[*tuple[Any, ...]]) -> tuple[Database, Row[*tuple[Any, ...]]] | None:
    place, _, secret = (token or "").partition(".")
    if not token or not secret or place not in {one.value for one in Place}:
        return None
    home = database(Place(place))
    with home.read() as tx:
        row = tx.execute(among, {"token": _hash(token)}).first()
    return (home, row) if row is not None and _fresh(row.begun_at, row.seen_at) else None


def is_live(tx: Connection, visit_id: str) -> bool:
    """Whether this visit still counts, as seen inside the caller's transaction."""
    row = tx.execute(_OPEN_BY_ID, {"visit": visit_id}).first()
    return row is not None and _fresh(row.begun_at, row.seen_at)


def is_live_row(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether a visit with these `begun_at`, `seen_at`, `ended_at` (all None without one) still counts."""
    return row.begun_at is not None and row.ended_at is None and _fresh(row.begun_at, row.seen_at)


def end_visit(actor: Actor) -> None:
    """End this visit everywhere, now."""
    with database(actor.place).write() as tx:
        tx.execute(update(Visit).where(Visit.id == actor.visit_id, Visit.ended_at.is_(None)).values(ended_at=now()))
        audit.record(tx, actor, "visit.ended", "visit", actor.visit_id)


def end_visits(tx: Connection, account_id: str, *, but: str | None = None) -> None:
    """End all visits of a person, the one named in `but` excepted."""
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


def _fresh(begun_at: datetime, seen_at: datetime) -> bool:
    moment, limits = now(), configuration()
    return moment - seen_at < timedelta(minutes=limits.idle_minutes) and moment - begun_at < timedelta(
        hours=limits.absolute_hours
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
