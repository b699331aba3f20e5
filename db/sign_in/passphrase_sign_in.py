"""Signing in with name and passphrase."""

from __future__ import annotations

from sqlalchemy import Connection, Row, select

from db import audit
from db.connection import Database
from db.sign_in import throttle
from db.sign_in.errors import SignInRefusedError
from db.sign_in.passphrase import matches
from db.sign_in.pending_sign_in import PendingSignIn, begin_pending
from db.sign_in.visits import begin_visit
from db.tables import Account


def sign_in(
    database: Database, sign_in_name: str, passphrase: str, address: str, browser: str = ""
) -> str | PendingSignIn:
    """Check the passphrase; returns a visit's token, or the sign-in that still needs a second factor."""
    sign_in_name = sign_in_name.strip().casefold()
    with database.write() as tx:
        # Committed before the slow check, so that parallel guesses cannot slip past the limit.
        attempt = throttle.begin_attempt(tx, sign_in_name, address)
        account = tx.execute(
            select(Account.id, Account.passphrase_hash).where(
                Account.sign_in_name == sign_in_name, Account.disabled_at.is_(None)
            )
        ).first()
    right = matches(account.passphrase_hash if account else None, passphrase)
    with database.write() as tx:
        if right and account is not None and _is_unchanged(tx, account):
            pending = begin_pending(tx, account.id)
            if pending is not None:
                # Only this attempt is forgiven: a right passphrase must not clear the count of wrong codes.
                attempt.forgive(tx)
                return pending
            attempt.succeed(tx)
            return begin_visit(tx, database.place, account.id, browser)
        audit.record(tx, None, "sign_in.refused")
    raise SignInRefusedError("Name and passphrase do not fit.", "Check both and try again.")


def _is_unchanged(tx: Connection, account: Row[str, str]) -> bool:
    """Whether, during the slow check, the passphrase was not changed and the account not disabled."""
    present = select(Account.passphrase_hash).where(Account.id == account.id, Account.disabled_at.is_(None))
    return bool(tx.scalar(present) == account.passphrase_hash)
