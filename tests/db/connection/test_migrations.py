"""The tables a migrated file has are the tables the code knows; every connection is opened safely."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from db.connection.database import Database
from db.connection.revisions import KNOWN, MIGRATIONS, NEWEST
from db.connection.sqlite import BUSY_MILLISECONDS, embedded_engine, private_folder, read_key
from db.opening import database
from db.place import Place
from db.tables import Base

pytestmark = pytest.mark.engines("sqlite", "postgresql")


def test_migrating_an_empty_file_gives_the_tables_of_the_code(practice: Database) -> None:
    with practice.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx, opts={"compare_type": True}), Base.metadata) == []


def test_migrating_again_changes_nothing(practice: Database) -> None:
    practice.migrate()
    with practice.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


@pytest.mark.engines("sqlite")
def test_every_connection_is_durable_and_keeps_its_references(practice: Database) -> None:
    connections = [practice.engine.connect() for _ in range(3)]
    for connection in connections:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        # synchronous=2 is FULL.
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": BUSY_MILLISECONDS,
        }
    for connection in connections:
        connection.close()


@pytest.mark.engines("sqlite")
def test_practice_and_demo_are_two_files(data: Path) -> None:
    for place in Place:
        database(place)
    files = sorted(file.name for file in data.glob("*.db"))
    assert files == ["demo.db", "practice.db"]
    for name in files:
        assert not (data / name).read_bytes().startswith(b"SQLite format 3")


@pytest.mark.engines("sqlite")
def test_a_file_of_the_first_version_is_brought_up_to_date_with_its_rows(data: Path) -> None:
    private_folder(data)
    old = Database(embedded_engine(data / "practice.db", read_key(data / "database.key")), Place.PRACTICE)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with old.write() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "0001")
        tx.execute(text("INSERT INTO practices (id, name, created_at) VALUES ('p', 'Oak House', '2026-01-05')"))
    old.engine.dispose()
    home = database(Place.PRACTICE)
    with home.read() as tx:
        assert tx.execute(text("SELECT name FROM practices")).scalar() == "Oak House"
        assert compare_metadata(MigrationContext.configure(tx), Base.metadata) == []


def test_the_files_tell_the_revisions_as_alembic_does() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([one.revision for one in scripts.walk_revisions()])) == KNOWN
    assert scripts.get_current_head() == NEWEST
