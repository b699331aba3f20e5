"""The first sign-in: an administrator's one-time code is exchanged for a passphrase of one's own."""

from __future__ import annotations

from sqlalchemy import select, update

from alliance_monitor.errors import InvalidEntryError
from db import audit
from db.access import Actor
from db.connection import Database, now
from db.sign_in import throttle, visits
from db.sign_in.errors import SignInRefusedError
from db.sign_in.one_time_code import normalise_code
from db.sign_in.passphrase import hash_passphrase, matches
from db.sign_in.pending_sign_in import PendingSignIn, begin_pending
from db.tables import Account, Practice


def choose_passphrase(
    database: Database, sign_in_name: str, code: str, passphrase: str, address: str, browser: str = ""
) -> str | PendingSignIn:
    """Use up the one-time code and store the passphrase; returns a visit's token, or the sign-in still pending."""
    sign_in_name = sign_in_name.strip().casefold()
    with database.write() as tx:
        attempt = throttle.begin_attempt(tx, sign_in_name, address)
        account = tx.execute(
            select(Account.id, Account.display_name, Account.one_time_hash, Practice.name.label("practice"))
            .join(Practice, Practice.id == Account.practice_id)
            .where(Account.sign_in_name == sign_in_name, Account.disabled_at.is_(None), Account.one_time_until > now())
        ).first()
    if matches(account.one_time_hash if account else None, normalise_code(code)) and account is not None:
        try:
            passphrase_hash = hash_passphrase(passphrase, sign_in_name, account.display_name, account.practice)
        except InvalidEntryError:
            with database.write() as tx:  # only whoever has the code is told this, so the attempt was no guess
                attempt.succeed(tx)
            raise
        with database.write() as tx:
            used = tx.execute(
                update(Account)
                .where(
                    Account.id == account.id,
                    Account.one_time_hash == account.one_time_hash,
                    Account.disabled_at.is_(None),
                )
                .values(passphrase_hash=passphrase_hash, one_time_hash=None, one_time_until=None)
            )
            if used.rowcount == 1:
                attempt.succeed(tx)
                visits.end_visits(tx, account.id)
                audit.record(tx, Actor(account.id, database.place), "passphrase.chosen", "account", account.id)
                pending = begin_pending(tx, account.id)
                return pending or visits.begin_visit(tx, database.place, account.id, browser)
    with database.write() as tx:
        audit.record(tx, None, "sign_in.refused")
    raise SignInRefusedError("Name and one-time code do not fit.", "Ask your administrator for a new code.")
