"""The audit row written in the same transaction as what it records."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from db.access import Actor
from db.tables import AuditEntry


def record(
    tx: Connection,
    actor: Actor | None,
    action: str,
    kind: str | None = None,
    subject: str | None = None,
    client: str | None = None,
) -> None:
    """Write who did what to which row. Nothing clinical belongs in any argument."""
    tx.execute(
        insert(AuditEntry).values(
            account_id=actor.account_id if actor else None,
            visit_id=actor.visit_id if actor else None,
            action=action,
            subject_kind=kind,
            subject_id=subject,
            client_id=client,
        )
    )
