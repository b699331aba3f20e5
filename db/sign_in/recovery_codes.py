"""Recovery codes: each replaces one code of the authenticator app, once. Only hashes are stored."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select, update

from db.connection import now
from db.sign_in.one_time_code import new_code, normalise_code
from db.sign_in.passphrase import hash_code, matches
from db.tables import RecoveryCode

COUNT, GROUPS = 10, 4
"""How many codes a person gets, of 80 bits each: 20 to find the row by, 60 under argon2id."""


def new_recovery_codes(tx: Connection, account_id: str) -> tuple[str, ...]:
    """Ten fresh recovery codes, which invalidate all earlier ones."""
    codes = tuple(new_code(GROUPS) for _ in range(COUNT))
    remove_recovery_codes(tx, account_id)
    for code in codes:
        selector, _, rest = code.partition("-")
        code_hash = hash_code(normalise_code(rest))
        tx.execute(insert(RecoveryCode).values(account_id=account_id, selector=selector, code_hash=code_hash))
    return codes


def recovery_codes_left(tx: Connection, account_id: str) -> int:
    """How many codes were not used yet."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return tx.scalar(unused.select_from(RecoveryCode)) or 0


def use_recovery_code(tx: Connection, account_id: str, code: str) -> bool:
    """Use up a normalised code; False for a wrong or used one. Of two parallel uses, one wins."""
    row = tx.execute(
        select(RecoveryCode.id, RecoveryCode.code_hash).where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.selector == code[:4],
            RecoveryCode.used_at.is_(None),
        )
    ).first()
    if row is None or not matches(row.code_hash, code[4:]):
        return False
    used = tx.execute(
        update(RecoveryCode).where(RecoveryCode.id == row.id, RecoveryCode.used_at.is_(None)).values(used_at=now())
    )
    return used.rowcount == 1


def remove_recovery_codes(tx: Connection, account_id: str) -> None:
    """Delete all codes, used or not."""
    tx.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
