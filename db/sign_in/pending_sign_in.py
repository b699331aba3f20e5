"""A pending sign-in: the passphrase was right, the second factor is still missing.

Such a row gives access to nothing but the page that asks for the code. It expires after ten minutes, when the
passphrase it began with changes, or when it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from db.connection import now
from db.crypto import hash_token, new_token
from db.sign_in import second_factor
from db.sign_in.errors import SignInExpiredError
from db.tables import Account, SignInStep

LIFETIME = timedelta(minutes=10)


class Missing(StrEnum):
    """What is still missing for a visit."""

    CODE = "code"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """What the browser keeps of a pending sign-in, and what it has to do next."""

    token: str = field(repr=False)
    missing: Missing


def begin_pending(tx: Connection, account_id: str) -> PendingSignIn | None:
    """What this account still needs after its passphrase, or None when the visit may begin."""
    account = tx.execute(select(Account.practice_id, Account.passphrase_hash).where(Account.id == account_id)).one()
    if second_factor.is_enrolled(tx, account_id):
        missing = Missing.CODE
    elif second_factor.required(tx, account.practice_id):
        missing = Missing.ENROLMENT
    else:
        return None
    token, moment = new_token(), now()
    tx.execute(delete(SignInStep).where(SignInStep.begun_at < moment - LIFETIME))
    tx.execute(
        insert(SignInStep).values(
            token_hash=hash_token(token),
            account_id=account_id,
            begun_with=hash_token(account.passphrase_hash),
            begun_at=moment,
        )
    )
    return PendingSignIn(token, missing)


def open_pending(tx: Connection, token: str | None) -> Row[*tuple[Any, ...]]:
    """The row (`id`, `account_id`, `sign_in_name`) of a pending sign-in; SignInExpiredError if there is none."""
    row = tx.execute(
        select(
            SignInStep.id,
            SignInStep.account_id,
            SignInStep.begun_with,
            Account.sign_in_name,
            Account.passphrase_hash,
        )
        .join(Account, Account.id == SignInStep.account_id)
        .where(
            SignInStep.token_hash == hash_token(token or ""),
            SignInStep.begun_at > now() - LIFETIME,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None or row.begun_with != hash_token(row.passphrase_hash):
        raise SignInExpiredError
    return row


def end_pending(tx: Connection, pending_id: str) -> None:
    """Delete a pending sign-in, so that its token works once."""
    tx.execute(delete(SignInStep).where(SignInStep.id == pending_id))
