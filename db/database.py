"""The databases of one installation: the practice's own and the demo's, never mixed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import AllianceError
from alliance_monitor.instruments import use_own
from db.anchor import keep_anchor
from db.chain import Head
from db.configuration import Configuration, configuration
from db.engine import BUSY_MILLISECONDS, embedded_engine, private_folder, read_key
from db.keyring import read_key_ring
from db.reach import EVERYTHING, enter
from db.revisions import KNOWN, MIGRATIONS, NEWEST, stored_revision
from db.server import READ, doubts, lift_limits, server_engine, take_turn
from db.turns import Turns
from db.unsaved import in_words, no_answer
from db.utc import now
from db.vault import Vault
from db.words import attach, used_keys, vault_of

log = logging.getLogger("alliance_monitor")

_MOVED_ON = "alliance_audit_head"


class Place(StrEnum):
    """Which database a visit works in."""

    PRACTICE = "practice"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Database:
    """One opened, migrated database."""

    engine: Engine
    place: Place
    anchor: Path | None = None
    """File that holds a copy of the audit's head, outside the database."""
    turns: Turns = field(default_factory=Turns, repr=False, compare=False)

    @property
    def on_server(self) -> bool:
        """Whether this is PostgreSQL and not the embedded file."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self, reach: str | None = None) -> Iterator[Connection]:
        """A transaction that only reads, and sees one moment. It begins at the door unless a `reach` is given."""
        options = READ if self.on_server else {}
        with (
            _in_words(no_answer),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            if reach is not None:
                enter(connection, reach)
            yield connection

    @contextmanager
    def write(self, of: str | None = None, *, reach: str | None = None) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept durably, or none. It begins at the door as `read` does.

        Writers come one after another. Those that say `of` whom alone they look up and write (a client's id, a
        visit's) need not wait for writers of others on PostgreSQL. A full disk is a NotStoredError,
        a turn that does not come a BusyError, a server that does not answer a NoAnswerError.
        """
        queue = nullcontext() if self.on_server else self.turns.turn(BUSY_MILLISECONDS / 1000)
        with (
            _in_words(in_words),
            queue,
            self.engine.connect().execution_options(alliance_write=True) as connection,
        ):
            connection.info.pop(_MOVED_ON, None)
            with connection.begin():
                if self.on_server:
                    take_turn(connection, of)
                if reach is not None:
                    enter(connection, reach)
                yield connection
            head = connection.info.pop(_MOVED_ON, None)
        if head is not None and self.anchor is not None:
            keep_anchor(self.anchor, head)

    @staticmethod
    def moved_on(tx: Connection, head: Head) -> None:
        """Note the audit's new end, to be anchored once the transaction is through."""
        tx.info[_MOVED_ON] = head

    def behind(self) -> bool:
        """Whether an older version wrote this database."""
        with self.read() as tx:
            current = stored_revision(tx)
        return current is not None and current in KNOWN and current != NEWEST

    def migrate(self) -> None:
        """Bring the tables to this version; refuse a database written by a newer one."""
        with self.write(reach=EVERYTHING) as tx:
            if self.on_server:
                lift_limits(tx)
            current = stored_revision(tx)
            if current is not None and current not in KNOWN:
                raise AllianceError(
                    "This database was written by a newer version of Alliance Monitor.",
                    "Install that version or a newer one.",
                )
            if current == NEWEST:
                return
            from alembic import command  # noqa: PLC0415 - see `db.revisions`
            from alembic.config import Config  # noqa: PLC0415

            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = tx
            command.upgrade(config, "head")


@contextmanager
def _in_words(of: Callable[[DBAPIError], AllianceError | None]) -> Iterator[None]:
    """Turn an error of the database that a person can do something about into its sentence."""
    try:
        yield
    except DBAPIError as error:
        told = of(error)
        if told is None:
            raise
        raise told from None


def open_database(place: Place, settings: Configuration) -> Database:
    """Open and migrate one database of this installation; what is stored in it is read with its instruments."""
    use_own(settings.instruments_path)
    anchor = settings.anchor_folder / f"{place.value}.audit-anchor"
    if place is Place.PRACTICE and settings.database:
        database = Database(server_engine(settings.database), place, anchor)
    else:
        private_folder(settings.data)
        file = settings.data / f"{place.value}.db"
        database = Database(embedded_engine(file, read_key(settings.key_path)), place, anchor)
    attach(database.engine, Vault(read_key_ring(settings, used_keys(database.engine))))
    if place is Place.PRACTICE and database.behind():
        _keep_a_copy(database, settings)
    database.migrate()
    if database.on_server:
        with database.read() as tx:
            for doubt in doubts(tx):
                log.warning("the database server: %s", doubt)
    return database


def _keep_a_copy(database: Database, settings: Configuration) -> None:
    """A backup of what an older version wrote, before its tables are changed."""
    from db.backup import SUFFIX, back_up  # noqa: PLC0415 - which opens databases itself

    folder = private_folder((settings.backup_folder or settings.data) / "before-migrations")
    with database.read() as tx:
        ring = vault_of(tx).ring
        revision = stored_revision(tx)
    file = folder / f"{database.place.value}-of-{revision}-{now():%Y%m%dT%H%M%S%fZ}{SUFFIX}"
    back_up(database, ring, file)
    log.warning("the tables are brought up to this version; what was there before is kept as %s", file)


@cache
def database(place: Place) -> Database:
    """The process's one engine for this place."""
    return open_database(place, configuration())
