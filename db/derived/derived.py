"""Derived rows: the snapshot of each therapy, stored for speed and rebuilt from what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from alliance_monitor.practice import Cell, Counts, changes
from alliance_monitor.therapy import SessionRecord, course
from alliance_monitor.therapy.snapshot import TherapySnapshot, append_session, is_next_session, snapshot_of
from db.connection import Database
from db.derived import month_counts
from db.tables import Client, DerivedCourse
from db.therapies import detection_since, model_version, newest_change, read_for_detection, version_in

STORED = select(
    Client.id,
    Client.practice_id,
    Client.therapist_id,
    DerivedCourse.model_version,
    DerivedCourse.therapist_id.label("counted_under"),
    DerivedCourse.snapshot,
).outerjoin(DerivedCourse, DerivedCourse.client_id == Client.id)
"""A client and the stored derived row of the therapy, if any."""

_STORED_OF_CLIENT = STORED.where(Client.id == bindparam("client")).add_columns(
    newest_change(Client.practice_id).label("detection_change")
)


_deferred: ContextVar[set[str] | None] = ContextVar("_deferred", default=None)
"""Clients whose derived rows are refreshed at the end of `deferred_derivation`."""


@contextmanager
def deferred_derivation(database: Database) -> Iterator[None]:
    """Refresh the derived rows of all clients written about in this block once, at its end.

    Until then they are out of date, and stay so if the block fails: only for building what nobody uses yet.
    """
    clients: set[str] = set()
    before = _deferred.set(clients)
    try:
        yield
    finally:
        _deferred.reset(before)
    with database.write() as tx:
        for client_id in sorted(clients):
            refresh_derived(tx, client_id)


def refresh_derived(tx: Connection, client_id: str) -> None:
    """Recompute this client's derived rows, in the transaction that changed what they are computed from."""
    if (deferred := _deferred.get()) is not None:
        deferred.add(client_id)
        return
    stored = tx.execute(_STORED_OF_CLIENT, {"client": client_id}).one()
    history = read_for_detection(tx, client_id)
    _store(tx, stored, model_version(history.detection), snapshot_of(course(history)))


def append_to_derived(tx: Connection, client_id: str, session: SessionRecord) -> None:
    """Add the appointment just recorded: in constant time if it is the newest attended session, else by a refresh."""
    if _deferred.get() is not None:
        refresh_derived(tx, client_id)
        return
    stored = tx.execute(_STORED_OF_CLIENT, {"client": client_id}).one()
    detection = detection_since(tx, stored.detection_change)
    version = model_version(detection)
    snapshot = TherapySnapshot.load(stored.snapshot, client_id) if stored.model_version == version else None
    if snapshot is None or not is_next_session(snapshot, session):
        refresh_derived(tx, client_id)
        return
    before = snapshot.cells()
    append_session(snapshot, client_id, session, detection)
    _store(tx, stored, version, snapshot, before)


def remove_from_counts(tx: Connection, client_id: str) -> None:
    """Subtract a client's part from the monthly counts, before the client's rows are deleted."""
    stored = tx.execute(_STORED_OF_CLIENT, {"client": client_id}).first()
    if stored is not None and stored.model_version == (version := version_in(tx, stored.practice_id)):
        counted = TherapySnapshot.load(stored.snapshot, client_id).cells()
        month_counts.add(tx, stored.practice_id, version, {stored.counted_under: changes(counted, {})})


def _store(
    tx: Connection, stored: Any, version: str, snapshot: TherapySnapshot, before: Mapping[Cell, Counts] | None = None
) -> None:
    tx.execute(upsert_derived(tx.dialect.name), derived_row(stored, version, snapshot))
    month_counts.add(tx, stored.practice_id, version, count_changes(stored, version, snapshot, before))


def derived_row(stored: Any, version: str, snapshot: TherapySnapshot) -> dict[str, Any]:
    """The row of `derived_courses` for `upsert_derived`."""
    return {
        "client_id": stored.id,
        "model_version": version,
        "therapist_id": stored.therapist_id,
        "summary": snapshot.summary().model_dump(mode="json"),
        "snapshot": snapshot.dump(),
    }


def count_changes(
    stored: Any, version: str, snapshot: TherapySnapshot, before: Mapping[Cell, Counts] | None = None
) -> dict[str, Mapping[Cell, Counts]]:
    """Changes of the monthly counts, by therapist. `before` is what the stored snapshot counts, if already known."""
    if before is None:
        # Counts of another model version are not read any more.
        counted = stored.model_version == version
        before = TherapySnapshot.load(stored.snapshot, stored.id).cells() if counted else {}
    after = snapshot.cells()
    if stored.counted_under in (stored.therapist_id, None):
        return {stored.therapist_id: changes(before, after)}
    return {stored.counted_under: changes(before, {}), stored.therapist_id: changes({}, after)}


@cache
def upsert_derived(dialect: str) -> Any:
    """An INSERT of derived rows that replaces existing ones."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(DerivedCourse)
    new = {name: statement.excluded[name] for name in ("model_version", "therapist_id", "summary", "snapshot")}
    return statement.on_conflict_do_update(index_elements=["client_id"], set_=new)
