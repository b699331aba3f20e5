"""The second step of signing in: a code from an authenticator app (TOTP, RFC 6238), or a recovery code.

Every code counts once: the last time step used is kept, and a code of it or of an earlier one is refused. The secret is
encrypted under a key of the account's own; of recovery codes only hashes are kept.
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
from db.sign_in.one_time_code import new_code, normalise_code
from db.sign_in.passphrase import hash_code, matches
from db.tables import Account, RecoveryCode, SecondFactor

ISSUER = "Alliance Monitor"
STEP_SECONDS = 30
DRIFT = 1
"""Time steps a phone's clock may be off, in either direction."""

RECOVERY_CODES, RECOVERY_GROUPS = 10, 4
"""How many codes are given, of 80 bits each: 20 to find the row by, 60 under argon2id."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs to know, once: as text to type and as an `otpauth://` address for a QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecondFactorStatus:
    """How an account's second step stands."""

    since: datetime | None
    recovery_codes_left: int
    required: bool


def required(tx: Connection, practice_id: str) -> bool:
    """Whether everyone here needs a second step: as soon as a practice is more than one person."""
    people = select(func.count()).where(Account.practice_id == practice_id, Account.disabled_at.is_(None))
    return (tx.scalar(people.select_from(Account)) or 0) > 1


def status(tx: Connection, account_id: str, practice_id: str) -> SecondFactorStatus:
    """How this account's second step stands."""
    since = tx.scalar(select(SecondFactor.confirmed_at).where(SecondFactor.account_id == account_id))
    left = tx.scalar(
        select(func.count())
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        .select_from(RecoveryCode)
    )
    return SecondFactorStatus(since, left or 0, required(tx, practice_id))


def is_enrolled(tx: Connection, account_id: str) -> bool:
    """Whether this account has a confirmed second step."""
    return _row(tx, account_id, confirmed=True) is not None


def begin(tx: Connection, account_id: str) -> Enrolment:
    """A fresh secret that waits for its first code; one already in use stays in use until then."""
    secret = pyotp.random_base32()
    pending = _sealed(tx, account_id, secret, "pending")
    if _row(tx, account_id) is None:
        tx.execute(insert(SecondFactor).values(account_id=account_id, secret="", pending=pending, last_step=0))
    else:
        tx.execute(update(SecondFactor).where(SecondFactor.account_id == account_id).values(pending=pending))
    return _enrolment(tx, account_id, secret)


def waiting(tx: Connection, account_id: str) -> Enrolment | None:
    """The enrolment that waits for its first code, or None."""
    row = _row(tx, account_id)
    if row is None or not row.pending:
        return None
    return _enrolment(tx, account_id, _opened(tx, account_id, row.pending, "pending"))


def confirm(tx: Connection, account_id: str, code: str) -> tuple[str, ...] | None:
    """Take the waiting secret into use with its first code; returns fresh recovery codes, or None for a wrong code."""
    row = _row(tx, account_id)
    if row is None or not row.pending:
        return None
    secret = _opened(tx, account_id, row.pending, "pending")
    step = _fitting(secret, code, after=0)
    if step is None:
        return None
    tx.execute(
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id)
        .values(secret=_sealed(tx, account_id, secret, "secret"), pending="", last_step=step, confirmed_at=now())
    )
    return new_recovery_codes(tx, account_id)


def new_recovery_codes(tx: Connection, account_id: str) -> tuple[str, ...]:
    """Ten fresh recovery codes; earlier ones are worth nothing any more."""
    codes = tuple(new_code(RECOVERY_GROUPS) for _ in range(RECOVERY_CODES))
    tx.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    for code in codes:
        selector, _, rest = code.partition("-")
        tx.execute(
            insert(RecoveryCode).values(
                account_id=account_id, selector=selector, code_hash=hash_code(normalise_code(rest))
            )
        )
    return codes


def use(tx: Connection, account_id: str, code: str) -> str | None:
    """Use up a code: “totp” or “recovery” if it counted, None for a wrong or an already used one.

    Must run in a writing transaction; of two that try the same code at once, one wins.
    """
    row = _row(tx, account_id, confirmed=True)
    if row is None:
        return None
    typed = normalise_code(code)
    if typed.isdigit():
        step = _fitting(_opened(tx, account_id, row.secret, "secret"), typed, after=row.last_step)
        if step is None:
            return None
        used = tx.execute(
            update(SecondFactor)
            .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
            .values(last_step=step)
        )
        return "totp" if used.rowcount == 1 else None
    return "recovery" if _use_recovery(tx, account_id, typed) else None


def remove(tx: Connection, account_id: str) -> None:
    """Forget secret and recovery codes."""
    tx.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    tx.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))


def _use_recovery(tx: Connection, account_id: str, typed: str) -> bool:
    kept = tx.execute(
        select(RecoveryCode.id, RecoveryCode.code_hash).where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.selector == typed[:4],
            RecoveryCode.used_at.is_(None),
        )
    ).first()
    if kept is None or not matches(kept.code_hash, typed[4:]):
        return False
    used = tx.execute(
        update(RecoveryCode).where(RecoveryCode.id == kept.id, RecoveryCode.used_at.is_(None)).values(used_at=now())
    )
    return used.rowcount == 1


def _fitting(secret: str, code: str, *, after: int) -> int | None:
    """The time step this code belongs to, if it is near now and later than `after`."""
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


def _opened(tx: Connection, account_id: str, value: str, column: str) -> str:
    return unseal(tx, value, owner=account_id, table="second_factors", column=column, row=account_id)
