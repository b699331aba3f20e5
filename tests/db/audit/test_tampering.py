"""Whatever is done to the audit log by somebody who holds the database is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from db.audit import chain
from db.audit.anchor import read_anchor
from db.audit.chain import Entry, Head
from db.audit.log import head_of, verdict
from db.connection.database import Database
from db.crypto.keyring import KeyRing
from db.crypto.sealed_text import vault_of
from db.store import Store
from db.tables import AuditEntry, AuditHead
from tests.support.extent import extent
from tests.support.recorded import client_with

FIELDS = [field.name for field in fields(Entry)]


STOLEN = KeyRing({"0a0a0a0a": b"another ring's key, 32 bytes lng"})


def _rows(tx: Connection) -> list[Entry]:
    return [Entry(*row) for row in tx.execute(select(*(getattr(AuditEntry, n) for n in FIELDS)).order_by("id"))]


def _edit(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    row, name = rng.choice(rows), rng.choice([field for field in FIELDS if field not in ("id", "mac")])
    changed = row.at + timedelta(microseconds=1) if name == "at" else f"{getattr(row, name) or ''}x"[-8:]
    tx.execute(update(AuditEntry).where(AuditEntry.id == row.id).values({name: changed}))


def _remove(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    tx.execute(delete(AuditEntry).where(AuditEntry.id == rng.choice(rows[:-1]).id))


def _cut(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    tx.execute(delete(AuditEntry).where(AuditEntry.id > rng.choice(rows[:-1]).id))


def _cut_with_forged_head(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    last = rng.choice(rows[:-1])
    tx.execute(delete(AuditEntry).where(AuditEntry.id > last.id))
    tx.execute(update(AuditHead).values(entry=last.id, mac=last.mac))


def _cut_with_true_old_head(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    """Somebody who kept a copy of the head as it once was; only the anchor outside knows better."""
    last, head, ring = rng.choice(rows[:-1]), head_of(tx), vault_of(tx).ring
    assert head is not None
    old = Head(head.chain, last.id, last.mac, last.key_id)
    tx.execute(delete(AuditEntry).where(AuditEntry.id > last.id))
    tx.execute(update(AuditHead).values(entry=last.id, mac=last.mac, seal=chain.seal(ring, old)))


def _insert(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    row = rng.choice(rows)
    place = rng.randrange(len(rows))
    for later in reversed(rows[place:]):
        tx.execute(update(AuditEntry).where(AuditEntry.id == later.id).values(id=later.id + 1))
    forged = asdict(row) | {"id": rows[place].id, "action": rng.choice((row.action, "client.read"))}
    tx.execute(insert(AuditEntry).values(**forged))


def _reorder(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    first, other = rng.sample(rows, 2)
    tx.execute(update(AuditEntry).where(AuditEntry.id == first.id).values(id=-1))
    tx.execute(update(AuditEntry).where(AuditEntry.id == other.id).values(id=first.id))
    tx.execute(update(AuditEntry).where(AuditEntry.id == -1).values(id=other.id))


def _rewrite(tx: Connection, rng: random.Random, rows: list[Entry]) -> None:
    """Everything from one entry on written anew, chained and sealed under another ring's key."""
    head, place = head_of(tx), rng.randrange(len(rows))
    assert head is not None
    before = rows[place - 1].mac if place else ""
    for row in rows[place:]:
        made = Entry(**asdict(row) | {"action": "client.read", "key_id": "0a0a0a0a"})
        before = chain.mac(STOLEN, head.chain, before, made)
        change = {"action": made.action, "key_id": made.key_id, "mac": before}
        tx.execute(update(AuditEntry).where(AuditEntry.id == row.id).values(change))
    forged = Head(head.chain, rows[-1].id, before, "0a0a0a0a")
    tx.execute(update(AuditHead).values(mac=before, key_id="0a0a0a0a", seal=chain.seal(STOLEN, forged)))


TAMPERS: list[Callable[[Connection, random.Random, list[Entry]], None]] = [
    _edit, _remove, _cut, _cut_with_forged_head, _cut_with_true_old_head, _insert, _reorder, _rewrite,
]  # fmt: skip
EACH = extent(250, 40)


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__.strip("_"))
def test_of_2000_tampers_in_eight_kinds_none_is_missed(
    store: Store, practice: Database, data: Path, tamper: Callable[[Connection, random.Random, list[Entry]], None]
) -> None:
    client_with(store, 6, 5, 3, 4, 5, 6, 6, 6, 5, 4)
    kept = read_anchor(data / "practice.audit-anchor")
    assert kept is not None
    rng, missed = random.Random(tamper.__name__), 0
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        # Whoever holds the database can drop its triggers; what they do is undone by the rollback after each try.
        for trigger in list(tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            tx.execute(text(f"DROP TRIGGER {trigger}"))
        rows = _rows(tx)
        assert verdict(tx, (kept,)).sound
        for _ in range(EACH):
            with tx.begin_nested() as attempt:
                tamper(tx, rng, rows)
                missed += verdict(tx, (kept,)).sound
                attempt.rollback()
        assert verdict(tx, (kept,)).sound
        tx.rollback()
    assert missed == 0


def test_a_log_that_was_removed_whole_and_moments_that_are_none_are_found(
    store: Store, practice: Database, data: Path
) -> None:
    client_with(store, 6)
    kept = read_anchor(data / "practice.audit-anchor")
    with practice.engine.connect().execution_options(alliance_write=True) as tx, tx.begin():
        for trigger in list(tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            tx.execute(text(f"DROP TRIGGER {trigger}"))
        with tx.begin_nested() as attempt:
            tx.execute(text("UPDATE audit SET at = 'yesterday' WHERE id = 2"))
            assert len(verdict(tx, (kept,)).findings) == 1  # type: ignore[arg-type]
            attempt.rollback()
        tx.execute(delete(AuditHead))
        assert "head was removed" in verdict(tx).findings[-1]
        tx.execute(delete(AuditEntry))
        assert verdict(tx).sound
        assert not verdict(tx, (kept,)).sound  # type: ignore[arg-type]
        tx.rollback()
