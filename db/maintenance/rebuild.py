"""Making derived rows anew, very many therapies at a time; what was stopped is gone on with by the next call."""

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

TOGETHER = 4_000
"""Clients made anew in one transaction: a second or two, in which others who write wait."""

FEW = 200
"""Up to so many clients are made anew one by one."""

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
    """Make all derived rows anew (or those of another model version); returns how many were made."""
    if not only_stale:
        _begin(database)
    with database.read(ALL_PRACTICES) as tx:
        stale = {
            practice: list(tx.scalars(_STALE, {"practice": practice, "version": version_in(tx, practice)}))
            for practice in tx.scalars(select(Practice.id)).all()
        }
    done, of = 0, sum(map(len, stale.values()))
    for practice, clients in stale.items():
        for begin in range(0, len(clients), TOGETHER):
            chunk = clients[begin : begin + TOGETHER]
            with database.write(row_scope=ALL_PRACTICES) as tx, large_page_cache(tx):
                rebuild_clients(tx, practice, chunk)
            done += len(chunk)
            if progress:
                progress(done, of)
        if clients:
            with database.write(row_scope=ALL_PRACTICES) as tx:
                _forget_other_months(tx, practice)
    return of


def _forget_other_months(tx: Connection, practice: str) -> None:
    """Take away a practice's counts at other model versions than the present one; nobody reads them any more."""
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
    """Make the derived rows of these clients of one practice anew in the caller's transaction."""
    if len(clients) <= FEW:
        for client_id in clients:
            refresh_derived(tx, client_id)
        return
    with gc_paused():
        for begin in range(0, len(clients), TOGETHER):
            _rebuild_batch(tx, practice_id, clients[begin : begin + TOGETHER])


def _rebuild_batch(tx: Connection, practice_id: str, clients: Sequence[str]) -> None:
    therapies = list(read_therapies(tx, clients).values())
    kept = {row.id: row for row in tx.execute(_STORED_OF, {"ids": clients})}
    detection = detection_in_force(tx, practice_id)
    version = model_version(detection)
    rows = []
    therapists: dict[str, dict[Cell, Counts]] = defaultdict(dict)
    for therapy, standing in zip(therapies, snapshots_of(therapies, detection), strict=True):
        before = kept[therapy.client.id]
        rows.append(derived_row(before, version, standing))
        for therapist_id, changed in count_changes(before, version, standing).items():
            cells = therapists[therapist_id]
            for cell, counts in changed.items():
                cells[cell] = cells[cell].plus(counts) if cell in cells else counts
    tx.execute(upsert_derived(tx.dialect.name), rows)
    month_counts.add(tx, practice_id, version, therapists)


def _begin(database: Database) -> None:
    """Mark all rows as to be made anew and start the months from nothing, unless that is under way already."""
    with database.write(row_scope=ALL_PRACTICES) as tx:
        if tx.scalar(select(DerivedCourse.client_id).where(DerivedCourse.model_version == "").limit(1)) is not None:
            return
        tx.execute(update(DerivedCourse).values(model_version=""))
        for table in MONTHS:
            tx.execute(delete(table))
