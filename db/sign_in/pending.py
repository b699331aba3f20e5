"""A sign-in between its two steps: the passphrase was right, the code is still to come.

Such a row opens nothing but its own page, and dies after ten minutes, with the passphrase it was begun with, or when it
is used.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from alliance_monitor.errors import AllianceError
from db.connection import now
from db.sign_in import second_factor
from db.tables import Account, SignInStep

LIFETIME = timedelta(minutes=10)


class Missing(StrEnum):
    """What is still missing for a visit."""

    CODE = "code"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """The first step was right and something is still needed; the token names this sign-in."""

    token: str = field(repr=False)
    need: Missing


class SignInExpiredError(AllianceError):
    """This sign-in waited too long, was used, or never was."""

    def __init__(self) -> None:
        super().__init__("This sign-in took too long.", "Begin again with your passphrase.")


def begin_pending(tx: Connection, account_id: str) -> PendingSignIn | None:
    """What is needed after the first step, or None when a visit may begin."""
    account = tx.execute(select(Account.practice_id, Account.passphrase_hash).where(Account.id == account_id)).one()
    if second_factor.is_enrolled(tx, account_id):
        need = Missing.CODE
    elif second_factor.required(tx, account.practice_id):
        need = Missing.ENROLMENT
    else:
        return None
    token, moment = secrets.token_urlsafe(32), now()
    tx.execute(delete(SignInStep).where(SignInStep.begun_at < moment - LIFETIME))
    tx.execute(
        insert(SignInStep).values(
            token_hash=_hash(token), account_id=account_id, begun_with=_hash(account.passphrase_hash), begun_at=moment
        )
    )
    return PendingSignIn(token, need)


def open_pending(tx: Connection, token: str | None) -> Row[*tuple[Any, ...]]:
    """The row (`id`, `account_id`, `sign_in_name`) of a sign-in that waits; SignInExpiredError if there is none."""
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
            SignInStep.token_hash == _hash(token or ""),
            SignInStep.begun_at > now() - LIFETIME,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None or row.begun_with != _hash(row.passphrase_hash):
        raise SignInExpiredError
    return row


def end_pending(tx: Connection, step_id: str) -> None:
    """The visit has begun: the step is over."""
    tx.execute(delete(SignInStep).where(SignInStep.id == step_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
