"""The first sign-in: a one-time code from an administrator, and a passphrase of one's own."""

from __future__ import annotations

from sqlalchemy import select, update

from alliance_monitor.errors import InvalidEntryError
from db import audit
from db.access import Actor
from db.connection import Database, now
from db.sign_in import throttle, visits
from db.sign_in.one_time_code import normalise_code
from db.sign_in.passphrase import hash_passphrase, matches
from db.sign_in.pending import PendingSignIn, begin_pending
from db.sign_in.visits import SignInRefusedError
from db.tables import Account, Practice


def choose_passphrase(
    place: Database, sign_in_name: str, code: str, passphrase: str, address: str, browser: str = ""
) -> str | PendingSignIn:
    """Use up the one-time code and keep the passphrase; returns a visit's token, or what is needed before one."""
    sign_in_name = sign_in_name.strip().casefold()
    with place.write() as tx:
        if throttle.too_many(tx, sign_in_name, address):
            raise SignInRefusedError("Too many tries.", "Wait fifteen minutes, then try again.")
        moment = throttle.counted(tx, sign_in_name, address)
        account = tx.execute(
            select(Account.id, Account.display_name, Account.one_time_hash, Practice.name.label("practice"))
            .join(Practice, Practice.id == Account.practice_id)
            .where(Account.sign_in_name == sign_in_name, Account.disabled_at.is_(None), Account.one_time_until > now())
        ).first()
    if matches(account.one_time_hash if account else None, normalise_code(code)) and account is not None:
        try:
            fresh = hash_passphrase(passphrase, sign_in_name, account.display_name, account.practice)
        except InvalidEntryError:
            with place.write() as tx:  # only who has the code learns this; such a try is no guess
                throttle.succeeded(tx, sign_in_name, address, moment)
            raise
        with place.write() as tx:
            used = tx.execute(
                update(Account)
                .where(
                    Account.id == account.id,
                    Account.one_time_hash == account.one_time_hash,
                    Account.disabled_at.is_(None),
                )
                .values(passphrase_hash=fresh, one_time_hash=None, one_time_until=None)
            )
            if used.rowcount == 1:
                throttle.succeeded(tx, sign_in_name, address, moment)
                visits.end_visits(tx, account.id)
                audit.record(tx, Actor(account.id, place.place), "passphrase.chosen", "account", account.id)
                step = begin_pending(tx, account.id)
                return step if step is not None else visits.begin_visit(tx, place.place, account.id, browser)
    with place.write() as tx:
        audit.record(tx, None, "sign_in.refused")
    raise SignInRefusedError("Name and one-time code do not fit.", "Ask your administrator for a new code.")
