"""PostgreSQL as the practice's database: the same promises as the embedded file, with writers that need not all wait.

SQLite lets one writer in at a time, and the store rests on it: what a write looks up holds until it commits. Here a
writer takes its turn through an advisory lock held to the end of its transaction. Told of whom it writes, it shares the
house with writers of others; told nothing, it has the house to itself. Readers see one moment and wait for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, text

from db.connection.row_scope import PRACTICE, UNAUTHENTICATED
from db.connection.write_queue import WRITE_LOCK_SECONDS

STATEMENT_MILLISECONDS: Final = 30_000
"""Longest single statement. The longest measured reads a practice's months and takes far below a second."""

IDLE_MILLISECONDS: Final = 120_000
"""Longest pause inside a transaction, so that a stopped process does not keep others waiting."""

NO_WALL: Final = (
    "the app's user is a superuser or has BYPASSRLS, so that row-level security does not hold; "
    "give the app another one (docs/configuration.md, PostgreSQL)"
)
NOT_DURABLE: Final = "fsync is off, so that a power cut can lose what was said to be saved; set it to on"

WRITE_LOCK_ID: Final = 0x616C6C69
"""The advisory lock all writers take, alone or shared; any number nobody else uses."""

_ALONE = text("SELECT pg_advisory_xact_lock(:house)")
_ONE_OF_MANY = text("SELECT pg_advisory_xact_lock_shared(:house), pg_advisory_xact_lock(hashtextextended(:name, 0))")

READ: Final[dict[str, Any]] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""A reading transaction sees one moment, however many questions it asks, and cannot write."""


def server_engine(url: str, row_scope: str = UNAUTHENTICATED) -> Engine:
    """An engine on PostgreSQL (psycopg 3), whose transactions begin with this reach (`db.connection.row_scope`)."""
    settings = {
        "lock_timeout": round(1000 * WRITE_LOCK_SECONDS),
        "statement_timeout": STATEMENT_MILLISECONDS,
        "idle_in_transaction_session_timeout": IDLE_MILLISECONDS,
        "timezone": "UTC",
        # "Saved" is said after the commit: it must be on the disk by then, whatever the server's default.
        "synchronous_commit": "on",
        PRACTICE: row_scope,
    }
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": " ".join(f"-c {name}={value}" for name, value in settings.items())},
    )


def acquire_write_lock(tx: Connection, of: str | None) -> None:
    """Wait until this transaction may write: about `of` (a client, a visit) alone, or about anything.

    It must come before the transaction's first look, which then sees everything its predecessors committed.
    """
    if of is None:
        tx.execute(_ALONE, {"house": WRITE_LOCK_ID})
    else:
        tx.execute(_ONE_OF_MANY, {"house": WRITE_LOCK_ID, "name": of})


def configuration_warnings(tx: Connection) -> Iterator[str]:
    """What about the server breaks a promise of the app, to be put right by whoever runs it."""
    if tx.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")):
        yield NO_WALL
    if tx.scalar(text("SHOW fsync")) == "off":
        yield NOT_DURABLE


def lift_time_limits(tx: Connection) -> None:
    """Let this transaction take as long as it needs, as a migration or a backup may."""
    tx.execute(text("SET LOCAL statement_timeout = 0"))
    tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
