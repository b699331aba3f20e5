"""Rebuilding derived rows for many therapies at a time; an interrupted rebuild is resumed by the next call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, bindparam, delete, select, update

from alliance_monitor.practice import Cell, Counts
from alliance_monitor.therapy.snapshot import snapshots_of
from db.connection import ALL_PRACTICES, Database, gc_paused, large_page_cache
from db.derived import STORED, count_changes, derived_row, month_counts, refresh_derived, upsert_derived
from db.tables import DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS, Account, Client, DerivedCourse, Practice
from db.therapies import detection_in_force, model_version, read_therapies, version_in

MONTHS = (DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS)

BATCH_CLIENTS = 4_000
"""Clients rebuilt in one transaction: a second or two, in which other writers wait."""

BULK_FROM = 200
"""Up to this many clients are refreshed one at a time; more are read and computed in bulk."""

_STALE = (
    select(Client.id)
    .outerjoin(DerivedCourse, DerivedCourse.client_id == Client.id)
    .where(
        Client.practice_id == bindparam("practice"),
        DerivedCourse.model_version.is_distinct_from(bindparam("version")),
    )
    .order_by(Client.id)
)
_STORED_OF = STORED.where(Client.id.in_(bindparam("ids", expanding=True)))


def rebuild(database: Database, progress: Callable[[int, int], None] | None = None, *, only_stale: bool = False) -> int:
    """Rebuild all derived rows, or those of another model version only; returns how many."""
    if not only_stale:
        _mark_all_stale(database)
    with database.read(ALL_PRACTICES) as tx:
        stale = {
            practice: list(tx.scalars(_STALE, {"practice": practice, "version": version_in(tx, practice)}))
            for practice in tx.scalars(select(Practice.id)).all()
        }
    done, total = 0, sum(map(len, stale.values()))
    for practice, clients in stale.items():
        for begin in range(0, len(clients), BATCH_CLIENTS):
            batch = clients[begin : begin + BATCH_CLIENTS]
            with database.write(row_scope=ALL_PRACTICES) as tx, large_page_cache(tx):
                rebuild_clients(tx, practice, batch)
            done += len(batch)
            if progress:
                progress(done, total)
        if clients:
            with database.write(row_scope=ALL_PRACTICES) as tx:
                _delete_outdated_months(tx, practice)
    return total


def _delete_outdated_months(tx: Connection, practice: str) -> None:
    """Delete a practice's counts of other model versions than the present one, which are not read any more."""
    version = version_in(tx, practice)
    months, of_therapists = DERIVED_MONTHS.c, DERIVED_THERAPIST_MONTHS.c
    people = select(Account.id).where(Account.practice_id == practice)
    tx.execute(delete(DERIVED_MONTHS).where(months.practice_id == practice, months.model_version != version))
    tx.execute(
        delete(DERIVED_THERAPIST_MONTHS).where(
            of_therapists.therapist_id.in_(people), of_therapists.model_version != version
        )
    )


def rebuild_clients(tx: Connection, practice_id: str, clients: Sequence[str]) -> None:
    """Rebuild the derived rows of these clients of one practice, in the caller's transaction."""
    if len(clients) <= BULK_FROM:
        for client_id in clients:
            refresh_derived(tx, client_id)
        return
    with gc_paused():
        for begin in range(0, len(clients), BATCH_CLIENTS):
            _rebuild_batch(tx, practice_id, clients[begin : begin + BATCH_CLIENTS])


def _rebuild_batch(tx: Connection, practice_id: str, clients: Sequence[str]) -> None:
    therapies = list(read_therapies(tx, clients).values())
    stored = {row.id: row for row in tx.execute(_STORED_OF, {"ids": clients})}
    detection = detection_in_force(tx, practice_id)
    version = model_version(detection)
    rows = []
    therapists: dict[str, dict[Cell, Counts]] = defaultdict(dict)
    for therapy, snapshot in zip(therapies, snapshots_of(therapies, detection), strict=True):
        before = stored[therapy.client.id]
        rows.append(derived_row(before, version, snapshot))
        for therapist_id, changed in count_changes(before, version, snapshot).items():
            cells = therapists[therapist_id]
            for cell, counts in changed.items():
                cells[cell] = cells[cell].plus(counts) if cell in cells else counts
    tx.execute(upsert_derived(tx.dialect.name), rows)
    month_counts.add(tx, practice_id, version, therapists)


def _mark_all_stale(database: Database) -> None:
    """Mark all rows as stale and delete the monthly counts, unless an earlier rebuild was interrupted."""
    with database.write(row_scope=ALL_PRACTICES) as tx:
        if tx.scalar(select(DerivedCourse.client_id).where(DerivedCourse.model_version == "").limit(1)) is not None:
            return
        tx.execute(update(DerivedCourse).values(model_version=""))
        for table in MONTHS:
            tx.execute(delete(table))
