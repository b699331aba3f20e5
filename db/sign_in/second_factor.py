"""The second factor: a code from an authenticator app (TOTP, RFC 6238), or a recovery code in its place.

Every code works once: the last time step used is stored, and codes of that step or an earlier one are refused. The
secret is encrypted under the account's own data key.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from db.connection import now
from db.crypto import seal, unseal
from db.sign_in.one_time_code import normalise_code
from db.sign_in.recovery_codes import (
    new_recovery_codes,
    recovery_codes_left,
    remove_recovery_codes,
    use_recovery_code,
)
from db.tables import Account, SecondFactor

ISSUER = "Alliance Monitor"
STEP_SECONDS = 30
DRIFT = 1
"""Time steps by which a phone's clock may be off, in either direction."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given once: a secret to type, and an `otpauth://` address for a QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecondFactorStatus:
    """Whether an account has a second factor (`since` when), and whether it needs one."""

    since: datetime | None
    recovery_codes_left: int
    required: bool


def required(tx: Connection, practice_id: str) -> bool:
    """Whether everyone here needs a second factor: as soon as a practice is more than one person."""
    people = select(func.count()).where(Account.practice_id == practice_id, Account.disabled_at.is_(None))
    return (tx.scalar(people.select_from(Account)) or 0) > 1


def status(tx: Connection, account_id: str, practice_id: str) -> SecondFactorStatus:
    """The status of this account's second factor."""
    since = tx.scalar(select(SecondFactor.confirmed_at).where(SecondFactor.account_id == account_id))
    return SecondFactorStatus(since, recovery_codes_left(tx, account_id), required(tx, practice_id))


def is_enrolled(tx: Connection, account_id: str) -> bool:
    """Whether this account has a confirmed second factor."""
    return _row(tx, account_id, confirmed=True) is not None


def begin(tx: Connection, account_id: str) -> Enrolment:
    """A fresh secret, to be confirmed with its first code; one already in use stays in use until then."""
    secret = pyotp.random_base32()
    pending = _sealed(tx, account_id, secret, "pending")
    if _row(tx, account_id) is None:
        tx.execute(insert(SecondFactor).values(account_id=account_id, secret="", pending=pending, last_step=0))
    else:
        tx.execute(update(SecondFactor).where(SecondFactor.account_id == account_id).values(pending=pending))
    return _enrolment(tx, account_id, secret)


def unconfirmed(tx: Connection, account_id: str) -> Enrolment | None:
    """The enrolment that was begun and not confirmed yet, or None."""
    row = _row(tx, account_id)
    if row is None or not row.pending:
        return None
    return _enrolment(tx, account_id, _unsealed(tx, account_id, row.pending, "pending"))


def confirm(tx: Connection, account_id: str, code: str) -> tuple[str, ...] | None:
    """Activate the unconfirmed secret with its first code; returns fresh recovery codes, None for a wrong code."""
    row = _row(tx, account_id)
    if row is None or not row.pending:
        return None
    secret = _unsealed(tx, account_id, row.pending, "pending")
    step = _step_of(secret, code, after=0)
    if step is None:
        return None
    tx.execute(
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id)
        .values(secret=_sealed(tx, account_id, secret, "secret"), pending="", last_step=step, confirmed_at=now())
    )
    return new_recovery_codes(tx, account_id)


def use(tx: Connection, account_id: str, code: str) -> str | None:
    """Use up a code: “totp” or “recovery” for a right one, None for a wrong or used one.

    Must run in a writing transaction; of two that try the same code at once, one wins.
    """
    row = _row(tx, account_id, confirmed=True)
    if row is None:
        return None
    typed = normalise_code(code)
    if typed.isdigit():
        step = _step_of(_unsealed(tx, account_id, row.secret, "secret"), typed, after=row.last_step)
        if step is None:
            return None
        used = tx.execute(
            update(SecondFactor)
            .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
            .values(last_step=step)
        )
        return "totp" if used.rowcount == 1 else None
    return "recovery" if use_recovery_code(tx, account_id, typed) else None


def remove(tx: Connection, account_id: str) -> None:
    """Delete secret and recovery codes."""
    remove_recovery_codes(tx, account_id)
    tx.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The time step this code belongs to, if that is close to now and later than `after`."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(now().timestamp()) // STEP_SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step).encode(), normalise_code(code).encode()):
            return step
    return None


def _enrolment(tx: Connection, account_id: str, secret: str) -> Enrolment:
    name = tx.scalar(select(Account.sign_in_name).where(Account.id == account_id)) or ""
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def _row(tx: Connection, account_id: str, *, confirmed: bool = False) -> Row[Any] | None:
    query = select(SecondFactor.__table__).where(SecondFactor.account_id == account_id)
    return tx.execute(query.where(SecondFactor.confirmed_at.is_not(None)) if confirmed else query).first()


def _sealed(tx: Connection, account_id: str, secret: str, column: str) -> str:
    return seal(tx, secret, owner=account_id, table="second_factors", column=column, row=account_id)


def _unsealed(tx: Connection, account_id: str, value: str, column: str) -> str:
    return unseal(tx, value, owner=account_id, table="second_factors", column=column, row=account_id)
