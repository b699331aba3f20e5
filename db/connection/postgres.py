"""PostgreSQL as the practice's database: the guarantees of the embedded file, with more concurrent writers.

SQLite admits one writer at a time, and the store relies on it: what a write looks up stays true until it commits. Here
a writer takes an advisory lock until the end of its transaction: shared plus a lock on one owner's rows if it writes
about that owner only, exclusive otherwise. Readers see one snapshot and never wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, text

from db.connection.row_scope import PRACTICE, UNAUTHENTICATED
from db.connection.write_queue import WRITE_LOCK_SECONDS

STATEMENT_MILLISECONDS: Final = 30_000
"""Statement timeout. The slowest statement measured reads a practice's months in far less than a second."""

IDLE_MILLISECONDS: Final = 120_000
"""Idle-in-transaction timeout, so that a stopped process does not keep others waiting."""

BYPASSES_ROW_SECURITY: Final = (
    "the app's user is a superuser or has BYPASSRLS, so that row-level security does not hold; "
    "give the app another one (docs/configuration.md, PostgreSQL)"
)
NOT_DURABLE: Final = "fsync is off, so that a power cut can lose what was said to be saved; set it to on"

WRITE_LOCK_ID: Final = 0x616C6C69
"""The advisory lock all writers take, exclusively or shared; any number that is otherwise unused."""

_EXCLUSIVE = text("SELECT pg_advisory_xact_lock(:lock)")
_SHARED = text("SELECT pg_advisory_xact_lock_shared(:lock), pg_advisory_xact_lock(hashtextextended(:name, 0))")

READ: Final[dict[str, Any]] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Options of a reading transaction: one snapshot for all its queries, and no writes."""


def server_engine(url: str, row_scope: str = UNAUTHENTICATED) -> Engine:
    """An engine on PostgreSQL (psycopg 3) whose transactions begin with this row scope (`db.connection.row_scope`)."""
    settings = {
        "lock_timeout": round(1000 * WRITE_LOCK_SECONDS),
        "statement_timeout": STATEMENT_MILLISECONDS,
        "idle_in_transaction_session_timeout": IDLE_MILLISECONDS,
        "timezone": "UTC",
        # The app says "saved" after the commit: it must be on the disk by then, whatever the server's default.
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
    """Wait until this transaction may write: the rows of `of` (a client, a visit) only, or anything.

    It must come before the transaction's first query, which then sees everything committed before.
    """
    if of is None:
        tx.execute(_EXCLUSIVE, {"lock": WRITE_LOCK_ID})
    else:
        tx.execute(_SHARED, {"lock": WRITE_LOCK_ID, "name": of})


def configuration_warnings(tx: Connection) -> Iterator[str]:
    """Settings of the server that break a guarantee of the app, for whoever runs it to fix."""
    if tx.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")):
        yield BYPASSES_ROW_SECURITY
    if tx.scalar(text("SHOW fsync")) == "off":
        yield NOT_DURABLE


def lift_time_limits(tx: Connection) -> None:
    """Lift the timeouts for this transaction, as for a migration or a backup."""
    tx.execute(text("SET LOCAL statement_timeout = 0"))
    tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
