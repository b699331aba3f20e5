"""Unlocking a visit that was handed to a client, with its owner's passphrase or PIN."""

from __future__ import annotations

import re
from itertools import pairwise

from sqlalchemy import delete, select, update

from alliance_monitor.errors import InvalidEntryError
from db import audit
from db.connection import now
from db.crypto.slow_hash import hash_secret
from db.opening import database
from db.place import Place
from db.sign_in import throttle
from db.sign_in.errors import SignInRefusedError
from db.sign_in.passphrase import matches
from db.sign_in.visits import LockedVisit
from db.tables import Account, AccountPin, ClientLink, Visit, VisitLock

PIN = re.compile(r"[0-9]{6,12}")
"""So short a PIN is enough: it only unlocks a visit that was handed over, within its idle timeout, and after five wrong
attempts all further ones are refused."""


def hash_pin(pin: str) -> str:
    """Hash a new PIN, or refuse one that is too short or easily guessed."""
    if not PIN.fullmatch(pin):
        raise InvalidEntryError("A PIN has 6 to 12 digits.", "Choose another one.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {9}):  # one digit repeated, or counting up or down
        raise InvalidEntryError("This PIN is too easy to guess.", "Do not repeat one digit or count.")
    return hash_secret(pin)


def unlock(locked: LockedVisit, secret: str, address: str) -> tuple[str, str]:
    """Give a locked visit back to its owner; returns the id of the client who had it, and what they were asked."""
    home, actor = database(locked.actor.place), locked.actor
    with home.read() as tx:
        account = tx.execute(
            select(Account.sign_in_name, Account.passphrase_hash, Account.practice_id).where(
                Account.id == actor.account_id
            )
        ).one()
        pin_hash = tx.scalar(select(AccountPin.pin_hash).where(AccountPin.account_id == actor.account_id))
    # The demo practice has no secrets: its people are invented.
    if actor.place is not Place.DEMO:
        with home.write() as tx:
            attempt = throttle.begin_attempt(
                tx, account.sign_in_name, address, "Wait fifteen minutes, or sign in anew."
            )
        by_pin = PIN.fullmatch(secret) is not None and pin_hash is not None and matches(pin_hash, secret)
        if not by_pin and not matches(account.passphrase_hash, secret):
            with home.write() as tx:
                audit.record(tx, actor, "visit.unlock_refused", "visit", actor.visit_id)
            raise SignInRefusedError("Passphrase or PIN does not fit.", "Type it again.")
        with home.write() as tx:
            attempt.succeed(tx)
    with home.write(row_scope=account.practice_id) as tx:
        handed = tx.execute(
            select(ClientLink.client_id, ClientLink.asks)
            .join(VisitLock, VisitLock.link_id == ClientLink.id)
            .where(VisitLock.visit_id == actor.visit_id)
        ).first()
        tx.execute(delete(VisitLock).where(VisitLock.visit_id == actor.visit_id))
        tx.execute(update(Visit).where(Visit.id == actor.visit_id, Visit.ended_at.is_(None)).values(seen_at=now()))
        audit.record(tx, actor, "visit.unlocked", "visit", actor.visit_id)
    return (handed.client_id, handed.asks) if handed is not None else ("", "")
