"""Who is supervised by whom right now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from db.connection import now
from db.tables import Account, AccountRole, Supervision


def in_force() -> ColumnElement[bool]:
    """The condition that a row of `supervisions` is in force now."""
    moment = now()
    return (Supervision.since <= moment) & or_(Supervision.until.is_(None), Supervision.until > moment)


def supervisees(tx: Connection, supervisor_id: str) -> frozenset[str]:
    """Account ids of the therapists this person supervises now; none for somebody who is no longer a supervisor."""
    mine = Supervision.supervisor_id == supervisor_id
    return frozenset(tx.scalars(_in_force_by_active_supervisors(Supervision.therapist_id).where(mine)))


def supervised(tx: Connection, therapist_id: str) -> bool:
    """Whether this therapist has a supervisor now."""
    theirs = Supervision.therapist_id == therapist_id
    return tx.scalar(_in_force_by_active_supervisors(Supervision.id).where(theirs).limit(1)) is not None


def _in_force_by_active_supervisors(column: Any) -> Select[Any]:
    return (
        select(column)
        .join(Account, Account.id == Supervision.supervisor_id)
        .join(AccountRole, (AccountRole.account_id == Account.id) & (AccountRole.role == "supervisor"))
        .where(Account.disabled_at.is_(None), in_force())
    )
