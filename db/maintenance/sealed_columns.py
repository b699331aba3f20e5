"""Every place where something sealed lies, and sealing all of it anew under fresh data keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from db.crypto import DamagedError, make_data_key, seal, unseal, vault_of
from db.tables import (
    Base,
    ClientLine,
    Draft,
    EmergencyAccess,
    EpisodeEvent,
    FlagDecision,
    Note,
    SecondFactor,
    SupervisionDiscussion,
    SupervisionRequest,
)
from db.tables import DataKey as DataKeyRow
from db.therapies import FREE_TEXT, event_text_place


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A text column: the row is named by `row`, and it is about `owner`."""

    table: type[Base]
    column: str
    row: str = "id"
    owner: str = "client_id"


COLUMNS = (
    SealedColumn(Note, "text"),
    SealedColumn(FlagDecision, "reason"),
    SealedColumn(ClientLine, "text"),
    SealedColumn(SupervisionRequest, "question"),
    SealedColumn(SupervisionDiscussion, "note"),
    SealedColumn(SupervisionDiscussion, "decision"),
    SealedColumn(EmergencyAccess, "reason"),
    SealedColumn(SecondFactor, "secret", row="account_id", owner="account_id"),
    SealedColumn(SecondFactor, "pending", row="account_id", owner="account_id"),
)
"""`tests/db/maintenance/test_key_rotation.py` looks through all tables for sealed values that lie elsewhere."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that was found: how to find its column again, and where it lies for `seal`; `key` within JSON."""

    table: Any
    where: ColumnElement[bool]
    column: str
    value: str
    place: dict[str, str]
    key: str | None = None


def reseal(tx: Connection, owner: str) -> int:
    """Seal everything of one owner under a fresh data key and destroy the older ones; returns how many values.

    A value that is damaged stays as it is, and with it the owner's older data keys: it may yet be looked into.
    """
    old = list(tx.scalars(select(DataKeyRow.id).where(DataKeyRow.owner == owner)))
    readable, damaged = [], 0
    for one in _values(tx, owner):
        try:
            readable.append((one, unseal(tx, one.value, **one.place)))
        except DamagedError:
            damaged += 1
    make_data_key(tx, owner)
    for one, text in readable:
        kept: Any = seal(tx, text, **one.place)
        if one.key is not None:
            kept = {**tx.execute(select(one.table.c[one.column]).where(one.where)).scalar_one(), one.key: kept}
        tx.execute(update(one.table).where(one.where).values({one.column: kept}))
    if not damaged:
        tx.execute(delete(DataKeyRow).where(DataKeyRow.id.in_(old)))
        vault_of(tx).forget(old)
    return len(readable)


def _values(tx: Connection, owner: str) -> Iterator[_Value]:
    for one in COLUMNS:
        table: Any = one.table.__table__
        for row in tx.execute(select(table).where(table.c[one.owner] == owner)).mappings().all():
            if row[one.column]:
                place = {"owner": owner, "table": table.name, "column": one.column, "row": row[one.row]}
                yield _Value(table, table.c[one.row] == row[one.row], one.column, row[one.column], place)
    events, drafts = EpisodeEvent.__table__, Draft.__table__
    for row in tx.execute(select(events).where(events.c.client_id == owner)).mappings().all():
        for name in FREE_TEXT:
            if row["event"].get(name):
                place = event_text_place(owner, row["id"], name)
                yield _Value(events, events.c.id == row["id"], "event", row["event"][name], place, name)
    for row in tx.execute(select(drafts).where(drafts.c.client_id == owner)).mappings().all():
        place = {"owner": owner, "table": "drafts", "column": "content", "row": row["account_id"]}
        mine = and_(drafts.c.client_id == owner, drafts.c.account_id == row["account_id"])
        yield _Value(drafts, mine, "content", row["content"]["sealed"], place, "sealed")
