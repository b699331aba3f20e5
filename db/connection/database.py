"""One opened database: reading and writing transactions, and migrating its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import AllianceError
from db.connection.postgres import READ, acquire_write_lock, lift_time_limits
from db.connection.revisions import drop_tables, known, newest, refuse_unknown, stored_revision, upgrade
from db.connection.row_scope import ALL_PRACTICES, set_row_scope
from db.connection.write_errors import error_message, no_answer
from db.connection.write_queue import WRITE_LOCK_SECONDS, WriteQueue
from db.place import Place

_AFTER_COMMIT = "alliance_after_commit"


@dataclass(frozen=True, slots=True)
class Database:
    """One opened, migrated database."""

    engine: Engine
    place: Place
    anchor: Path | None = None
    """File outside the database that holds a copy of the audit's head."""
    write_queue: WriteQueue = field(default_factory=WriteQueue, repr=False, compare=False)

    @property
    def on_server(self) -> bool:
        """Whether this is PostgreSQL rather than the embedded file."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self, row_scope: str | None = None) -> Iterator[Connection]:
        """A read-only transaction on one snapshot; unauthenticated unless a `row_scope` is given."""
        options = READ if self.on_server else {}
        with (
            _translated(no_answer),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            if row_scope is not None:
                set_row_scope(connection, row_scope)
            yield connection

    @contextmanager
    def write(self, of: str | None = None, *, row_scope: str | None = None) -> Iterator[Connection]:
        """A transaction that may write, durably and all or nothing; unauthenticated unless a `row_scope` is given.

        Writers run one at a time. On PostgreSQL, those that look up and write the rows of one owner only (`of`, the id
        of a client or visit) run beside writers of other owners. Raises NotStoredError for a full disk, BusyError if
        the write lock times out, NoAnswerError if the server does not answer.
        """
        queue = nullcontext() if self.on_server else self.write_queue.wait(WRITE_LOCK_SECONDS)
        with (
            _translated(error_message),
            queue,
            self.engine.connect().execution_options(alliance_write=True) as connection,
        ):
            connection.info.pop(_AFTER_COMMIT, None)
            with connection.begin():
                if self.on_server:
                    acquire_write_lock(connection, of)
                if row_scope is not None:
                    set_row_scope(connection, row_scope)
                yield connection
            actions = connection.info.pop(_AFTER_COMMIT, {})
        for action in actions.values():
            action(self)

    def behind(self) -> bool:
        """Whether an older version wrote this database, so that it needs migrating."""
        with self.read() as tx:
            current = stored_revision(tx)
        return current in known() and current != newest()

    def migrate(self) -> None:
        """Migrate the tables to this version.

        A practice's database of an unreleased or newer version is refused and left unchanged; such a demo is emptied.
        """
        with self.write(row_scope=ALL_PRACTICES) as tx:
            if self.on_server:
                lift_time_limits(tx)
            current = stored_revision(tx)
            if self.place is Place.DEMO and current not in known():
                drop_tables(tx)  # invented people only, rebuilt when somebody enters the demo
            elif current is not None:
                refuse_unknown(current, made="This database was written by", todo=self._start_afresh())
            if current != newest():
                upgrade(tx)

    def _start_afresh(self) -> str:
        """How to start with an empty practice instead of this one; its audit anchor has to be moved as well."""
        if self.on_server:
            return (
                "Keep using that version, or set ALLIANCE_DATABASE to an empty database and move practice.* out of the "
                "data folder."
            )
        return "Keep using that version, or move practice.* out of the data folder to start with an empty database."


def after_commit(tx: Connection, name: str, action: Callable[[Database], None]) -> None:
    """Run `action` once this transaction is committed; a later action of the same name replaces it."""
    tx.info.setdefault(_AFTER_COMMIT, {})[name] = action


@contextmanager
def _translated(translate: Callable[[DBAPIError], AllianceError | None]) -> Iterator[None]:
    """Raise the AllianceError for a database error that a person can do something about."""
    try:
        yield
    except DBAPIError as error:
        message = translate(error)
        if message is None:
            raise
        raise message from None
