"""Derived rows: where each therapy stands, kept for speed and rebuilt from what was recorded."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, insert, select

from alliance_monitor.caseload import MODEL_VERSION, summarise
from alliance_monitor.course import course
from db.database import Database
from db.reading import read_judged
from db.tables import Client, DerivedCourse


def derive(tx: Connection, client_id: str) -> None:
    """Make this client's derived row anew, in the transaction that changed what it rests on."""
    summary = summarise(course(read_judged(tx, client_id))).model_dump(mode="json")
    tx.execute(delete(DerivedCourse).where(DerivedCourse.client_id == client_id))
    tx.execute(insert(DerivedCourse).values(client_id=client_id, model_version=MODEL_VERSION, summary=summary))


def rebuild(database: Database, progress: Callable[[int, int], None] | None = None, *, only_stale: bool = False) -> int:
    """Make all derived rows anew (or those of another model version); returns how many were made."""
    with database.read() as tx:
        query = select(Client.id).outerjoin(DerivedCourse, DerivedCourse.client_id == Client.id)
        if only_stale:
            query = query.where(DerivedCourse.model_version.is_distinct_from(MODEL_VERSION))
        clients = list(tx.scalars(query))
    for done, client_id in enumerate(clients, start=1):
        with database.write() as tx:
            derive(tx, client_id)
        if progress:
            progress(done, len(clients))
    return len(clients)
