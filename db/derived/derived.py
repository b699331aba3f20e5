"""Derived rows: where each therapy stands, kept for speed and made anew from what was recorded."""

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
"""A client and what is kept of the therapy, if anything."""

_KEPT = STORED.where(Client.id == bindparam("client")).add_columns(
    newest_change(Client.practice_id).label("detection_change")
)


_put_off: ContextVar[set[str] | None] = ContextVar("_put_off", default=None)
"""Clients whose derived rows are made at the end of `deferred_derivation`."""


@contextmanager
def deferred_derivation(database: Database) -> Iterator[None]:
    """Make the derived rows of all clients written about in here once, at the end.

    Until then they are out of date, and stay so if it breaks off: only for building what nobody uses yet.
    """
    clients: set[str] = set()
    before = _put_off.set(clients)
    try:
        yield
    finally:
        _put_off.reset(before)
    with database.write() as tx:
        for client_id in sorted(clients):
            refresh_derived(tx, client_id)


def refresh_derived(tx: Connection, client_id: str) -> None:
    """Make this client's derived rows anew, in the transaction that changed what they rest on."""
    if (later := _put_off.get()) is not None:
        later.add(client_id)
        return
    kept = tx.execute(_KEPT, {"client": client_id}).one()
    history = read_for_detection(tx, client_id)
    _keep(tx, kept, model_version(history.detection), snapshot_of(course(history)))


def append_to_derived(tx: Connection, client_id: str, session: SessionRecord) -> None:
    """Add the appointment just recorded: in constant time if it is the newest attended session, else as `derive`."""
    if _put_off.get() is not None:
        refresh_derived(tx, client_id)
        return
    kept = tx.execute(_KEPT, {"client": client_id}).one()
    detection = detection_since(tx, kept.detection_change)
    version = model_version(detection)
    standing = TherapySnapshot.load(kept.snapshot, client_id) if kept.model_version == version else None
    if standing is None or not is_next_session(standing, session):
        refresh_derived(tx, client_id)
        return
    before = standing.cells()
    append_session(standing, client_id, session, detection)
    _keep(tx, kept, version, standing, before)


def remove_from_counts(tx: Connection, client_id: str) -> None:
    """Take a client's part out of the counts of months, before the client's rows go."""
    kept = tx.execute(_KEPT, {"client": client_id}).first()
    if kept is not None and kept.model_version == (version := version_in(tx, kept.practice_id)):
        counted = TherapySnapshot.load(kept.snapshot, client_id).cells()
        month_counts.add(tx, kept.practice_id, version, {kept.counted_under: changes(counted, {})})


def _keep(
    tx: Connection, kept: Any, version: str, standing: TherapySnapshot, before: Mapping[Cell, Counts] | None = None
) -> None:
    tx.execute(upsert_derived(tx.dialect.name), derived_row(kept, version, standing))
    month_counts.add(tx, kept.practice_id, version, count_changes(kept, version, standing, before))


def derived_row(kept: Any, version: str, standing: TherapySnapshot) -> dict[str, Any]:
    """The row of `derived_courses` for `keeping`."""
    return {
        "client_id": kept.id,
        "model_version": version,
        "therapist_id": kept.therapist_id,
        "summary": standing.summary().model_dump(mode="json"),
        "snapshot": standing.dump(),
    }


def count_changes(
    kept: Any, version: str, standing: TherapySnapshot, before: Mapping[Cell, Counts] | None = None
) -> dict[str, Mapping[Cell, Counts]]:
    """What must be added to the months, by therapist. `before` is what the kept standing counts, if known already."""
    if before is None:
        # Rows of another model version are counted nowhere that is read.
        counted = kept.model_version == version
        before = TherapySnapshot.load(kept.snapshot, kept.id).cells() if counted else {}
    after = standing.cells()
    if kept.counted_under in (kept.therapist_id, None):
        return {kept.therapist_id: changes(before, after)}
    return {kept.counted_under: changes(before, {}), kept.therapist_id: changes({}, after)}


@cache
def upsert_derived(dialect: str) -> Any:
    """INSERT of derived rows that takes the place of those that are there."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(DerivedCourse)
    new = {name: statement.excluded[name] for name in ("model_version", "therapist_id", "summary", "snapshot")}
    return statement.on_conflict_do_update(index_elements=["client_id"], set_=new)
