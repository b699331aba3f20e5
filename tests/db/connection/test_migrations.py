"""The tables a migrated database has are the tables the code knows; unknown revisions are refused, unchanged."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from alliance_monitor.errors import AllianceError
from commands.programme import main
from db.audit.log import verify
from db.configuration import configuration
from db.connection.database import Database
from db.connection.revisions import MIGRATIONS, UNRELEASED, known, newest, stored_revision
from db.connection.row_scope import ALL_PRACTICES
from db.connection.write_queue import WRITE_LOCK_SECONDS
from db.opening import database, open_database
from db.place import Place
from db.sign_in.accounts import set_up
from db.store import Store
from db.tables import Base
from tests.support import next_version
from tests.support.process_state import forget_process_state

pytestmark = pytest.mark.engines("sqlite", "postgresql", always=True)

MAY_IMPORT = sys.stdlib_module_names - {"importlib"} | {"alembic", "sqlalchemy"}
"""What a migration may import: code that does not change with the app."""


def stored(home: Database) -> str | None:
    with home.read() as tx:
        return stored_revision(tx)


def imports_of(source: str) -> set[str]:
    """The top-level packages that Python source imports anywhere in it; "." for a relative import."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else str(node.module).partition(".")[0])
        elif isinstance(node, ast.Name) and node.id == "__import__":
            found.add(node.id)
    return found


def test_migrating_an_empty_database_gives_the_tables_of_the_code(practice: Database) -> None:
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
            "busy_timeout": 1000 * WRITE_LOCK_SECONDS,
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


def test_a_database_of_an_older_version_is_brought_up_to_date_with_its_rows(
    store: Store, practice: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = newest()
    assert (practice.behind(), stored(practice)) == (False, before)
    later = next_version.install(tmp_path / "migrations", monkeypatch)
    assert (practice.behind(), stored(practice)) == (True, before)
    practice.migrate()
    assert (practice.behind(), stored(practice)) == (False, later)
    with practice.read() as tx:
        assert tx.execute(text("SELECT name, initial FROM practices")).all() == [("Oak House", "O")]
        [(change, _, table, column)] = compare_metadata(MigrationContext.configure(tx), Base.metadata)
        assert (change, table, column.name) == ("remove_column", "practices", "initial")
    assert [account.display_name for account in store.colleagues()] == ["Ada"]
    assert verify(practice).findings == ()


def test_a_migration_that_fails_leaves_the_tables_and_rows_as_they_were(
    store: Store, practice: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = newest()
    with monkeypatch.context() as patch:
        next_version.install(tmp_path / "migrations", patch, next_version.CHANGES_THEN_FAILS)
        with pytest.raises(RuntimeError, match="fails after its first changes"):
            practice.migrate()
    assert (practice.behind(), stored(practice)) == (False, before)
    with practice.read() as tx:
        assert "initial" not in {column["name"] for column in inspect(tx).get_columns("practices")}
        assert compare_metadata(MigrationContext.configure(tx), Base.metadata) == []
    assert [account.display_name for account in store.colleagues()] == ["Ada"]


@pytest.mark.parametrize("revision", [min(UNRELEASED), max(UNRELEASED)])
def test_a_database_of_an_unreleased_version_is_refused_in_a_sentence_and_left_as_it_is(
    store: Store, practice: Database, data: Path, revision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with practice.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :old"), {"old": revision})
    forget_process_state()
    with pytest.raises(AllianceError, match=r"before its first release and cannot be upgraded\. Keep using") as refused:
        open_database(Place.PRACTICE, configuration())
    assert ("ALLIANCE_DATABASE" in refused.value.todo) == practice.on_server
    assert "move practice.*" in refused.value.todo
    assert main(["verify-audit"]) == 2
    assert capsys.readouterr().err.splitlines() == [str(refused.value)]
    assert not (data / "before-migrations").exists()
    assert stored(practice) == revision
    with practice.read(ALL_PRACTICES) as tx:
        assert tx.scalar(text("SELECT name FROM practices")) == "Oak House"


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("revision", [max(UNRELEASED), "9999_newer"])
def test_a_demo_of_an_unknown_version_is_emptied_to_be_rebuilt(data: Path, revision: str) -> None:
    demo = database(Place.DEMO)
    set_up(demo, practice="Demo", sign_in_name="demo", display_name="Demo", passphrase="three calm green rivers")
    with demo.write() as tx:
        tx.execute(text("CREATE TABLE of_another_version (account_id TEXT REFERENCES accounts (id))"))
        tx.execute(text("INSERT INTO of_another_version SELECT id FROM accounts"))
        tx.execute(text("UPDATE alembic_version SET version_num = :other"), {"other": revision})
    forget_process_state()
    demo = database(Place.DEMO)
    assert stored(demo) == newest()
    with demo.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx), Base.metadata) == []
        assert {tx.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables} == {0}
    set_up(demo, practice="Demo", sign_in_name="demo", display_name="Demo", passphrase="three calm green rivers")
    assert verify(demo).findings == ()


def test_the_files_name_the_revisions_as_alembic_does() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == known()
    assert scripts.get_current_head() == newest()
    # The column that holds a revision is VARCHAR(32), which only PostgreSQL enforces.
    assert max(map(len, known())) <= 32
    assert not UNRELEASED & {*known()}
    assert known() == tuple(path.stem for path in sorted((MIGRATIONS / "versions").glob("*.py")))


@pytest.mark.parametrize("file", sorted(MIGRATIONS.rglob("*.py")), ids=lambda file: file.name)
def test_no_migration_imports_live_code(file: Path) -> None:
    assert imports_of(file.read_text(encoding="utf-8")) <= MAY_IMPORT


@pytest.mark.parametrize(
    "line", ["import db.utc", "from alliance_monitor import text", "from . import x", "import re, db"]
)
def test_live_code_imported_inside_a_function_is_found_too(line: str) -> None:
    assert not imports_of(f"def upgrade():\n    {line}\n") <= MAY_IMPORT
