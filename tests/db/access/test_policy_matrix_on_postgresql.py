"""The same matrix on PostgreSQL, behind the second wall: it keeps nobody from what is theirs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from alliance_monitor.coding import ANSWERS
from alliance_monitor.coding.vignette import vignettes
from db.access import Actor
from db.configuration import Configuration, configuration
from db.connection.database import Database
from db.connection.postgres import server_engine
from db.connection.row_scope import ALL_PRACTICES
from db.crypto.sealed_text import attach, vault_of
from db.opening import open_database
from db.place import Place
from db.sign_in.visits import begin_visit
from db.store import Store
from db.tables import Visit
from tests.support.extent import parametrize_part
from tests.support.policy_cases import MATRIX, PEOPLE
from tests.support.policy_check import hold
from tests.support.policy_world import World, world
from tests.support.postgres import PostgresServer

WORLD = "world"


def everywhere(home: Database, url: str) -> Database:
    """A second opening that reaches all rows."""
    engine = server_engine(url, ALL_PRACTICES)
    with home.read() as tx:
        attach(engine, vault_of(tx))
    return replace(home, engine=engine)


@pytest.fixture(scope="module")
def template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The world in a database of its own, to be copied, and the folder with its keys."""
    folder, url = tmp_path_factory.mktemp("matrix") / "template", postgres.new(WORLD)
    within = open_database(Place.PRACTICE, Configuration(data=folder, database=url))
    home = everywhere(within, url)
    made = world(home, within)
    made.arguments["vignette_id"], made.arguments["answer"] = vignettes()[0].id, next(iter(ANSWERS))
    for opened in (home, within):
        opened.engine.dispose()
    return folder, made


@pytest.fixture
def fresh(
    postgres: PostgresServer, template: tuple[Path, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[World, Database]]:
    """The same world in a copy of its own, everybody signed in; people begin at the door, the test reaches all."""
    folder, made = template
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "backups").mkdir(mode=0o700)
    with postgres.copy(WORLD) as url:
        monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("ALLIANCE_DATABASE", url)
        monkeypatch.setenv("ALLIANCE_BACKUP_FOLDER", str(tmp_path / "backups"))
        configuration.cache_clear()
        within = open_database(Place.PRACTICE, configuration())
        home = everywhere(within, url)
        with home.write() as tx:
            for name in PEOPLE:
                begin_visit(tx, home.place, made.ids[name])
            visits = {row.account_id: row.id for row in tx.execute(select(Visit.id, Visit.account_id))}
        people = {name: Store(Actor(made.ids[name], home.place, visits[made.ids[name]]), within) for name in PEOPLE}
        yield World(people, made.ids, made.arguments), home
        for opened in (home, within):
            opened.engine.dispose()
        configuration.cache_clear()


@parametrize_part("name", sorted(MATRIX), 24)
def test_a_method_works_for_those_it_is_for_and_for_nobody_else(name: str, fresh: tuple[World, Database]) -> None:
    here, home = fresh
    hold(name, here, home)
