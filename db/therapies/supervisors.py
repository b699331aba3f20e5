"""Who is supervised by whom right now."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_, select

from db.connection import now
from db.tables import Account, AccountRole, Supervision


def in_force() -> ColumnElement[bool]:
    """The condition that a row of `supervisions` counts at this moment."""
    moment = now()
    return (Supervision.since <= moment) & or_(Supervision.until.is_(None), Supervision.until > moment)


def supervisees(tx: Connection, supervisor_id: str) -> frozenset[str]:
    """Account ids of the therapists this person supervises now; empty for somebody who is no supervisor any more."""
    query = (
        select(Supervision.therapist_id)
        .join(Account, Account.id == Supervision.supervisor_id)
        .join(AccountRole, (AccountRole.account_id == Account.id) & (AccountRole.role == "supervisor"))
        .where(Supervision.supervisor_id == supervisor_id, Account.disabled_at.is_(None), in_force())
    )
    return frozenset(tx.scalars(query))


def supervised(tx: Connection, therapist_id: str) -> bool:
    """Whether this therapist has a supervisor now."""
    query = (
        select(Supervision.id)
        .join(Account, Account.id == Supervision.supervisor_id)
        .join(AccountRole, (AccountRole.account_id == Account.id) & (AccountRole.role == "supervisor"))
        .where(Supervision.therapist_id == therapist_id, Account.disabled_at.is_(None), in_force())
    )
    return tx.scalar(query.limit(1)) is not None
