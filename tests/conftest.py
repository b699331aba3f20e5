"""What many tests need: a data folder of their own, set-up done, one therapist at work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from db import configuration as configuration_module
from db.access import Actor
from db.connection.database import Database
from db.connection.postgres import server_engine
from db.connection.row_scope import EVERYTHING
from db.connection.utc import now
from db.crypto.sealed_text import attach, vault_of
from db.opening import database
from db.place import Place
from db.sign_in.accounts import set_up
from db.store import Store, open_store
from demo.practice import build_demo
from tests.support.chromium import chromium
from tests.support.postgres import PostgresServer, serving

# No test fails for being slow: computers are busy at times, and times are the benchmarks' business.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PASSPHRASE = "three calm green rivers"


def forget_process_state() -> None:
    """Forget the configuration and engines this process has opened."""
    for place in (Place.PRACTICE, Place.DEMO):
        if database.cache_info().currsize:
            database(place).engine.dispose()
    database.cache_clear()
    configuration_module.configuration.cache_clear()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for all tests of a file; each of them opens windows of its own."""
    with chromium() as running:
        yield running


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `engines("sqlite", "postgresql")` run once on each."""
    marked = metafunc.definition.get_closest_marker("engines")
    if marked and "server_address" in metafunc.fixturenames:
        metafunc.parametrize("server_address", marked.args, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server with a migrated template, started when the first test asks for it."""
    with serving("fsync=off") as server:
        server.make_template()
        yield server


@pytest.fixture
def server_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the practice's database is: a fresh one on PostgreSQL if the test is marked so, else the embedded file."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.copy() as url:
        yield url


@pytest.fixture
def data(server_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh data folder that the whole process uses."""
    folder = tmp_path / "data"
    monkeypatch.setenv("ALLIANCE_DATA", str(folder))
    monkeypatch.setenv("ALLIANCE_DATABASE", server_address)
    monkeypatch.setenv("ALLIANCE_CONFIG", str(tmp_path / "none.toml"))
    database.cache_clear()
    configuration_module.configuration.cache_clear()
    yield folder
    forget_process_state()


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo of today, built once."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLIANCE_DATA", str(folder))
        patch.setenv("ALLIANCE_CONFIG", str(folder / "none.toml"))
        forget_process_state()
        build_demo(database(Place.DEMO), now().astimezone().date())
        forget_process_state()
    return folder


@pytest.fixture
def demo_there(demo_once: Path, data: Path) -> Path:
    """A fresh data folder in which the demo of today is built already."""
    shutil.copytree(demo_once, data)
    return data


@pytest.fixture
def practice(data: Path, server_address: str) -> Iterator[Database]:
    """The practice's database: a real encrypted SQLite file, or a real PostgreSQL.

    There it is a second opening of it, which reaches all rows, so that a test can look; the app's own
    (`database(Place.PRACTICE)`) begins at the door.
    """
    home = database(Place.PRACTICE)
    if not home.on_server:
        yield home
        return
    everywhere = server_engine(server_address, EVERYTHING)
    with home.read() as tx:
        attach(everywhere, vault_of(tx))
    yield replace(home, engine=everywhere)
    everywhere.dispose()


@pytest.fixture
def ada(practice: Database) -> Actor:
    """Ada, the first therapist."""
    return set_up(
        database(Place.PRACTICE), practice="Oak House", sign_in_name="ada", display_name="Ada", passphrase=PASSPHRASE
    )


@pytest.fixture
def store(ada: Actor) -> Store:
    """Ada's store."""
    return open_store(ada)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private folder for backups."""
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def token(store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of a visit of Ada's; pages run in this process take it for their browser's."""
    from tests.support.page_cases import signed_in

    return signed_in(practice, monkeypatch)
