"""The demo practice in a data folder of its own: empty, or built today."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from db.access import Actor
from db.connection.database import Database
from db.opening import database
from db.place import Place
from db.store import Store
from db.tables import Account


@pytest.fixture
def demo(data: Path) -> Database:
    """An empty demo database."""
    return database(Place.DEMO)


@pytest.fixture
def built_demo(demo_there: Path) -> Database:
    """A demo that was built today."""
    return database(Place.DEMO)


@pytest.fixture
def store(built_demo: Database) -> Store:
    """The store of the account that visitors use."""
    with built_demo.read() as tx:
        account = tx.scalar(select(Account.id).where(Account.sign_in_name == "demo"))
    return Store(Actor(account or "", Place.DEMO), built_demo)
