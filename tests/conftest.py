"""What many tests need: a data folder of their own, set-up done, one therapist at work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from sqlalchemy import select

from db import configuration as configuration_module
from db.access import Actor
from db.connection.database import Database
from db.connection.postgres import server_engine
from db.connection.row_scope import ALL_PRACTICES
from db.crypto.sealed_text import attach, vault_of
from db.opening import database
from db.place import Place
from db.store import Store, open_store
from db.tables import Account
from tests.support.cheap_hashes import use_cheap_hashes
from tests.support.chromium import chromium
from tests.support.extent import EVERYTHING
from tests.support.folder_times import FolderTimes
from tests.support.postgres import TEMPLATE, PostgresServer, serving
from tests.support.prepared import make_demo, make_practice, make_practice_of_ada, once, shared_by_workers
from tests.support.process_state import forget_process_state

# No test fails for being slow: computers are busy at times, and times are the benchmarks' business.
settings.register_profile("everything", deadline=None)
settings.register_profile("part", deadline=None, max_examples=30)
settings.load_profile("everything" if EVERYTHING else "part")

WITH_ADA = "with_ada"
"""The server's database that Ada has set up, to be copied."""


def pytest_configure(config: pytest.Config) -> None:
    """Hash cheaply, and say at the end how long each folder took."""
    use_cheap_hashes()
    config.pluginmanager.register(FolderTimes(), "folder-times")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests that start the app or a database server, and leave out those marked `thorough`.

    The thorough ones stay when everything runs, and when they are asked for by `-m thorough` or by name.
    """
    for item in items:
        if starts_the_app(item):
            item.add_marker("started")
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("server")
    by_name = any("::" in argument for argument in config.args)
    if EVERYTHING or by_name or "thorough" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=left_out)


def starts_the_app(item: pytest.Item) -> bool:
    """Whether a test's file or one of its fixtures starts the app."""
    return hasattr(getattr(item, "module", None), "opened") or "target" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for all tests of a file; each of them opens windows of its own."""
    with chromium() as running:
        yield running


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `engines("sqlite", "postgresql")` run once on each: on PostgreSQL thoroughly, or `always=True`."""
    marked = metafunc.definition.get_closest_marker("engines")
    if marked and "server_address" in metafunc.fixturenames:
        always = marked.kwargs.get("always", False) or "sqlite" not in marked.args
        on_server = [pytest.mark.server] if always else [pytest.mark.server, pytest.mark.thorough]
        engines = [pytest.param(name, marks=on_server if name == "postgresql" else ()) for name in marked.args]
        metafunc.parametrize("server_address", engines, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server with a migrated template, started when the first test asks for it."""
    with serving("fsync=off") as server:
        server.make_template()
        yield server


@pytest.fixture(scope="session")
def empty_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated practice without anybody in it, to be copied."""
    return once(shared_by_workers(tmp_path_factory) / "empty-practice", make_practice)


@pytest.fixture(scope="session")
def practice_of_ada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the practice that Ada has set up, to be copied."""
    return once(shared_by_workers(tmp_path_factory) / "practice-of-ada", make_practice_of_ada)


@pytest.fixture(scope="session")
def practice_of_ada_on_server(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that belongs to the server's database `WITH_ADA`."""
    folder = tmp_path_factory.mktemp("server") / "practice-of-ada"
    make_practice_of_ada(folder, postgres.new(WITH_ADA))
    return folder


@pytest.fixture
def server_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the practice's database is: a fresh one on PostgreSQL if the test is marked so, else the embedded file."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    if "ada" in request.fixturenames:
        request.getfixturevalue("practice_of_ada_on_server")
        template = WITH_ADA
    else:
        template = TEMPLATE
    with server.copy(template) as url:
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
    """A data folder with the demo of today, built once for all tests."""
    return once(shared_by_workers(tmp_path_factory) / "demo", make_demo)


@pytest.fixture
def demo_there(demo_once: Path, data: Path) -> Path:
    """A fresh data folder in which the demo of today is built already."""
    shutil.copytree(demo_once, data)
    return data


@pytest.fixture
def practice(data: Path, server_address: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The practice's database: a real encrypted SQLite file, or a real PostgreSQL; set up if the test has Ada.

    On PostgreSQL it is a second opening of it, which reaches all rows, so that a test can look; the app's own
    (`database(Place.PRACTICE)`) begins at the door.
    """
    if not data.exists():
        _copy_prepared(data, "ada" in request.fixturenames, server_address, request)
    home = database(Place.PRACTICE)
    if not home.on_server:
        yield home
        return
    everywhere = server_engine(server_address, ALL_PRACTICES)
    with home.read() as tx:
        attach(everywhere, vault_of(tx))
    yield replace(home, engine=everywhere)
    everywhere.dispose()


def _copy_prepared(data: Path, with_ada: bool, server_address: str, request: pytest.FixtureRequest) -> None:
    if with_ada:
        prepared = "practice_of_ada_on_server" if server_address else "practice_of_ada"
    elif server_address:
        return  # the copied database has no data folder that belongs to it
    else:
        prepared = "empty_practice"
    shutil.copytree(request.getfixturevalue(prepared), data)


@pytest.fixture
def ada(practice: Database) -> Actor:
    """Ada, the first therapist."""
    with practice.read() as tx:
        account_id = tx.scalars(select(Account.id)).one()
    return Actor(account_id, practice.place)


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
