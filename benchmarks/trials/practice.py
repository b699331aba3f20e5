"""A small practice, and checks of what is in it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from alliance_monitor.records import ClientEntry, Rater, Rating, SessionEntry
from db.access import Actor
from db.audit import verify
from db.configuration import Configuration
from db.connection import ALL_PRACTICES, Database
from db.opening import open_database
from db.place import Place
from db.sign_in import set_up
from db.store import Store

PASSPHRASE = "three calm green rivers"
START = date(2024, 1, 1)

_COUNTS = {
    "sessions": "SELECT count(*) FROM therapy_sessions",
    "ratings": "SELECT count(*) FROM ratings",
    "notes": "SELECT count(*) FROM notes",
    "keys": "SELECT count(*) FROM writes WHERE key LIKE 'trial-%'",
    "entries": "SELECT count(*) FROM audit WHERE action = 'session.recorded'",
}


def begun(folder: Path, **settings: object) -> tuple[Configuration, Actor, str]:
    """A practice with one therapist and one client; no database stays open, so that the process can fork."""
    configured = Configuration(data=folder / "data", **settings)  # type: ignore[arg-type]
    with opened(configured) as home:
        actor = set_up(home, practice="Trial", sign_in_name="ada", display_name="Ada", passphrase=PASSPHRASE)
        client_id = Store(actor, home).add_client(ClientEntry(code="T-1", started_on=START), key="client")
    return configured, actor, client_id


@contextmanager
def opened(settings: Configuration) -> Iterator[Database]:
    """The practice's database, opened for the block and closed after it."""
    home = open_database(Place.PRACTICE, settings)
    try:
        yield home
    finally:
        home.engine.dispose()


def entry(number: int) -> SessionEntry:
    """A session rated by both, with a note, so that one write touches many tables."""
    ratings = tuple(Rating(rater=who, goal=6, task=5, bond=6, tension=1) for who in Rater)
    return SessionEntry(held_on=START + timedelta(days=number), ratings=ratings, note=f"Note {number}.")


def complaints(home: Database, acknowledged: set[str]) -> list[str]:
    """Everything that is missing, duplicated, incomplete or corrupt."""
    found = []
    with home.read(ALL_PRACTICES) as tx:
        count = {name: int(tx.scalar(text(query)) or 0) for name, query in _COUNTS.items()}
        there = set(tx.scalars(text("SELECT id FROM therapy_sessions")))
        whole = "ok" if home.on_server else tx.exec_driver_sql("PRAGMA integrity_check").scalar()
    if lost := acknowledged - there:
        found.append(f"{len(lost)} acknowledged sessions lost")
    if not count["sessions"] == count["notes"] == count["keys"] == count["entries"] == count["ratings"] / 2:
        found.append(f"rows do not belong together: {count}")
    if whole != "ok":
        found.append("the file is not whole")
    found += verify(home).findings
    return found
