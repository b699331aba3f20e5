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

VALID = timedelta(minutes=10)


class Need(StrEnum):
    """What is still missing for a visit."""

    CODE = "code"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Step:
    """The first step was right and something is still needed; the token names this sign-in."""

    token: str = field(repr=False)
    need: Need


class StepOverError(AllianceError):
    """This sign-in waited too long, was used, or never was."""

    def __init__(self) -> None:
        super().__init__("This sign-in took too long.", "Begin again with your passphrase.")


def begin_step(tx: Connection, account_id: str) -> Step | None:
    """What is needed after the first step, or None when a visit may begin."""
    account = tx.execute(select(Account.practice_id, Account.passphrase_hash).where(Account.id == account_id)).one()
    if second_factor.is_enrolled(tx, account_id):
        need = Need.CODE
    elif second_factor.required(tx, account.practice_id):
        need = Need.ENROLMENT
    else:
        return None
    token, moment = secrets.token_urlsafe(32), now()
    tx.execute(delete(SignInStep).where(SignInStep.begun_at < moment - VALID))
    tx.execute(
        insert(SignInStep).values(
            token_hash=_hash(token), account_id=account_id, begun_with=_hash(account.passphrase_hash), begun_at=moment
        )
    )
    return Step(token, need)


def open_step(tx: Connection, token: str | None) -> Row[*tuple[Any, ...]]:
    """The row (`id`, `account_id`, `sign_in_name`) of a sign-in that waits; StepOverError if there is none."""
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
            SignInStep.begun_at > now() - VALID,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None or row.begun_with != _hash(row.passphrase_hash):
        raise StepOverError
    return row


def use_up(tx: Connection, step_id: str) -> None:
    """The visit has begun: the step is over."""
    tx.execute(delete(SignInStep).where(SignInStep.id == step_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
