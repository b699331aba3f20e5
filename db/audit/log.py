"""The audit row written in the same transaction as what it records, chained to the one before."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, insert, select, type_coerce, update

from db.access import Actor
from db.audit import chain
from db.audit.anchor import keep_anchor, read_anchor
from db.audit.chain import Entry, Head, Verdict
from db.connection import Database, Utc, after_commit, now
from db.crypto import vault_of
from db.tables import AuditEntry, AuditHead


class _AsStored(Utc):
    """A timestamp, or the earliest possible one for a value that is none."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        read = super().result_processor(dialect, coltype)

        def lenient(value: object) -> datetime:
            try:
                found = read(value) if read else value
                return found if isinstance(found, datetime) else _NEVER
            except (ValueError, TypeError):
                return _NEVER

        return lenient


_NEVER = datetime.min.replace(tzinfo=UTC)
_HEAD = select(AuditHead.chain, AuditHead.entry, AuditHead.mac, AuditHead.key_id, AuditHead.seal)
_HEAD_FOR_UPDATE = _HEAD.with_for_update()
_ADD = insert(AuditEntry)
_MOVE = (
    update(AuditHead)
    .where(AuditHead.id == 1)
    .values({name: bindparam(f"new_{name}") for name in ("entry", "mac", "key_id", "seal")})
)
_ENTRIES = select(
    *(
        # As stored: a timestamp that was tampered with need not be one.
        type_coerce(getattr(AuditEntry, name), _AsStored) if name == "at" else getattr(AuditEntry, name)
        for name in Entry.__dataclass_fields__
    )
).order_by(AuditEntry.id)
_BATCH_ROWS = 5_000


def record(
    tx: Connection,
    actor: Actor | None,
    action: str,
    kind: str | None = None,
    subject: str | None = None,
    client: str | None = None,
) -> None:
    """Record who did what to which row. Nothing clinical may be in any argument.

    On PostgreSQL other writers wait from here to the end of this transaction, so record last.
    """
    ring = vault_of(tx).ring
    found = tx.execute(_HEAD_FOR_UPDATE).first()
    before = Head(*found) if found else Head(secrets.token_urlsafe(16), 0, "", ring.current)
    entry = Entry(
        before.entry + 1,
        now(),
        actor.account_id if actor else None,
        actor.visit_id if actor else None,
        action,
        kind,
        subject,
        client,
        ring.current,
    )
    mac = chain.mac(ring, before.chain, before.mac, entry)
    head = Head(before.chain, entry.id, mac, ring.current)
    head = Head(head.chain, head.entry, head.mac, head.key_id, chain.seal(ring, head))
    tx.execute(_ADD, {name: getattr(entry, name) for name in Entry.__dataclass_fields__} | {"mac": mac})
    if found:
        tx.execute(_MOVE, {f"new_{name}": getattr(head, name) for name in ("entry", "mac", "key_id", "seal")})
    else:
        tx.execute(insert(AuditHead).values({n: getattr(head, n) for n in Head.__dataclass_fields__} | {"id": 1}))
    after_commit(tx, "audit head", partial(_anchor, head))


def _anchor(head: Head, database: Database) -> None:
    if database.anchor is not None:
        keep_anchor(database.anchor, head)


def head_of(tx: Connection) -> Head | None:
    """The end of the log as this transaction sees it; None before the first entry."""
    found = tx.execute(_HEAD).first()
    return Head(*found) if found else None


def anchored_entry_exists(database: Database) -> bool:
    """Whether the log contains the entry its anchor names; quick, unlike `verify`. True without an anchor."""
    anchored = read_anchor(database.anchor) if database.anchor is not None else None
    if anchored is None:
        return True
    with database.read() as tx:
        return tx.scalar(select(AuditEntry.mac).where(AuditEntry.id == anchored.entry)) == anchored.mac


def verify(database: Database, anchors: tuple[Head, ...] = ()) -> Verdict:
    """Verify the whole log against its head, the database's own anchor, and `anchors` from elsewhere."""
    if database.anchor is not None and (own := read_anchor(database.anchor)) is not None:
        # Read before the log: whatever it names was committed by then.
        anchors = (*anchors, own)
    with database.read() as tx:
        return verdict(tx, anchors)


def verdict(tx: Connection, anchors: tuple[Head, ...] = ()) -> Verdict:
    """Verify the whole log as this transaction sees it."""
    head = head_of(tx)
    rows = tx.execute(_ENTRIES, execution_options={"yield_per": _BATCH_ROWS})
    return chain.check(vault_of(tx).ring, (Entry(*row) for row in rows), head, anchors)
