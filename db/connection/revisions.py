"""Revisions of the tables: those this version knows, the one a database has, and upgrading it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, MetaData, inspect, text

from alliance_monitor.errors import AllianceError

MIGRATIONS = Path(__file__).parents[1] / "migrations"

UNRELEASED: Final = frozenset(f"{number:04}" for number in range(1, 20))
"""Revisions of databases from before the first release: "0001" to "0019". They cannot be upgraded; later revisions are
named by the full names of their files ("0001_initial_schema")."""

_STORED = text("SELECT version_num FROM alembic_version")


def known() -> tuple[str, ...]:
    """Every revision, oldest first: the name of its file."""
    return tuple(sorted(file.stem for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def newest() -> str:
    """The revision this version of the app works with."""
    return known()[-1]


def stored_revision(tx: Connection) -> str | None:
    """The revision of this database's tables, or None while it has none."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    revision: str | None = tx.scalar(_STORED)
    return revision


def refuse_unknown(revision: str, *, made: str, todo: str) -> None:
    """Raise an AllianceError unless this version can upgrade tables of this revision.

    `made` begins the sentence ("This backup was made by"); `todo` says what to do about an unreleased revision.
    """
    if revision in UNRELEASED:
        raise AllianceError(
            f"{made} a version of Alliance Monitor from before its first release and cannot be upgraded.", todo
        )
    if revision not in known():
        raise AllianceError(f"{made} a newer version of Alliance Monitor.", "Install that version or a newer one.")


def upgrade(tx: Connection) -> None:
    """Run the missing migrations inside this transaction."""
    from alembic import command  # noqa: PLC0415 - slow to import, and most starts have nothing to upgrade
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = tx
    command.upgrade(config, "head")


def drop_tables(tx: Connection) -> None:
    """Drop all tables with everything in them."""
    tables = MetaData()
    tables.reflect(tx)
    tables.drop_all(tx, checkfirst=False)
