"""Making derived rows anew, therapy by therapy; what was stopped is gone on with by the next call."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from sqlalchemy import delete, select, update

from alliance_monitor.caseload import MODEL_VERSION
from db.database import Database
from db.derived import derive
from db.tables import DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS, Client, DerivedCourse

MONTHS = (DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS)

TOGETHER = 500
"""Clients made anew in one transaction: others can write in between."""


def rebuild(database: Database, progress: Callable[[int, int], None] | None = None, *, only_stale: bool = False) -> int:
    """Make all derived rows anew (or those of another model version); returns how many were made."""
    if not only_stale:
        _begin(database)
    with database.read() as tx:
        stale = DerivedCourse.model_version.is_distinct_from(MODEL_VERSION)
        clients = list(
            tx.scalars(
                select(Client.id)
                .outerjoin(DerivedCourse, DerivedCourse.client_id == Client.id)
                .where(stale)
                .order_by(Client.id)
            )
        )
    left, done = iter(clients), 0
    while chunk := list(islice(left, TOGETHER)):
        with database.write() as tx:
            for client_id in chunk:
                derive(tx, client_id)
        done += len(chunk)
        if progress:
            progress(done, len(clients))
    if clients:
        with database.write() as tx:
            for table in MONTHS:
                tx.execute(delete(table).where(table.c.model_version != MODEL_VERSION))
    return len(clients)


def _begin(database: Database) -> None:
    """Mark all rows as to be made anew and start the months from nothing, unless that is under way already."""
    with database.write() as tx:
        if tx.scalar(select(DerivedCourse.client_id).where(DerivedCourse.model_version == "").limit(1)) is not None:
            return
        tx.execute(update(DerivedCourse).values(model_version=""))
        for table in MONTHS:
            tx.execute(delete(table))
