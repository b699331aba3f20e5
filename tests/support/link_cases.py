"""Links made in the data folder of a running app, as the therapist's page makes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select

from alliance_monitor.records.entry import ClientEntry
from db.access import Actor
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.store import Store
from db.tables import Account
from tests.support.front_door import Door

TODAY = now().astimezone().date()


@contextmanager
def behind(door: Door) -> Iterator[tuple[Store, Database]]:
    """Robin's store on the running app's own database."""
    home = open_database(Place.PRACTICE, Configuration(data=door.data))
    with home.read() as tx:
        robin = tx.scalar(select(Account.id).where(Account.sign_in_name == "robin"))
    assert robin
    yield Store(Actor(robin, Place.PRACTICE), home), home
    home.engine.dispose()


def new_client(store: Store) -> str:
    """One more client of Robin's."""
    code = f"C-{len(store.clients()) + 1:03}"
    return store.add_client(ClientEntry(code=code, started_on=date(2026, 1, 5)), key=f"add-{code}")


def link_path(door: Door, **asked: str) -> str:
    """The path of a fresh link about today's session of a new client."""
    with behind(door) as (store, _):
        return store.create_link(new_client(store), TODAY, **asked).path  # type: ignore[arg-type]
