"""Every column that holds sealed text, and resealing all of it under new data keys."""

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
    """A sealed text column; `row` and `owner` are the columns that name its row and its owner."""

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
"""`tests/db/maintenance/test_key_rotation.py` searches all tables for sealed values in other columns."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A sealed value: where to update it, and its place for `seal`; `key` within a JSON column."""

    table: Any
    where: ColumnElement[bool]
    column: str
    sealed: str
    place: dict[str, str]
    key: str | None = None


def reseal(tx: Connection, owner: str) -> int:
    """Reseal everything of one owner under a new data key and destroy the older ones; returns how many values.

    A damaged value stays as it is, and so do the owner's older data keys, so that it can still be examined.
    """
    old = list(tx.scalars(select(DataKeyRow.id).where(DataKeyRow.owner == owner)))
    readable, damaged = [], 0
    for value in _values(tx, owner):
        try:
            readable.append((value, unseal(tx, value.sealed, **value.place)))
        except DamagedError:
            damaged += 1
    make_data_key(tx, owner)
    for value, text in readable:
        resealed: Any = seal(tx, text, **value.place)
        if value.key is not None:
            column = select(value.table.c[value.column]).where(value.where)
            resealed = {**tx.execute(column).scalar_one(), value.key: resealed}
        tx.execute(update(value.table).where(value.where).values({value.column: resealed}))
    if not damaged:
        tx.execute(delete(DataKeyRow).where(DataKeyRow.id.in_(old)))
        vault_of(tx).forget(old)
    return len(readable)


def _values(tx: Connection, owner: str) -> Iterator[_Value]:
    for sealed in COLUMNS:
        table: Any = sealed.table.__table__
        for row in tx.execute(select(table).where(table.c[sealed.owner] == owner)).mappings().all():
            if row[sealed.column]:
                place = {"owner": owner, "table": table.name, "column": sealed.column, "row": row[sealed.row]}
                where = table.c[sealed.row] == row[sealed.row]
                yield _Value(table, where, sealed.column, row[sealed.column], place)
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
