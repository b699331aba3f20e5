"""Database errors that a person can wait out or have fixed, as messages; the transaction is rolled back."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

from alliance_monitor.errors import AllianceError

_SQLITE = ("database or disk is full", "disk I/O error")
_SQLSTATES = frozenset({"53100", "58030"})
"""PostgreSQL: disk_full, io_error."""

_LOCK_NOT_AVAILABLE = "55P03"
_GONE = ("08", "57P01", "57P02", "57P03")
"""PostgreSQL: the connection is broken, or the server is shutting down, has crashed, or is starting."""


class NotStoredError(AllianceError):
    """The disk is full or fails; the transaction was rolled back."""

    def __init__(self) -> None:
        super().__init__(
            "This was not saved: the disk of the app is full or fails.",
            "Nothing stored before is lost. Tell whoever runs the app, and save again once there is room.",
        )


class BusyError(AllianceError):
    """The write lock timed out because others were writing."""

    def __init__(self) -> None:
        super().__init__("This was not saved: others are saving just now.", "Wait a moment, then save again.")


class NoAnswerError(AllianceError):
    """The server does not answer or dropped the connection; whether it committed is unknown."""

    def __init__(self) -> None:
        super().__init__(
            "The database does not answer just now.",
            "Nothing that was said to be saved is lost. Try again in a moment; nothing is saved twice.",
        )


def no_answer(error: DBAPIError) -> AllianceError | None:
    """The message for an unavailable server; None for any other error, and for the embedded file."""
    # Only psycopg's errors have a sqlstate, if only None; so psycopg need not be imported here.
    state = getattr(error.orig, "sqlstate", "")
    if state == "":
        return None
    gone = error.connection_invalidated or (isinstance(error, OperationalError) and state is None)
    return NoAnswerError() if gone or str(state).startswith(_GONE) else None


def error_message(error: DBAPIError) -> AllianceError | None:
    """The message for an error of a write that a person can wait out or have fixed, else None."""
    text, state = str(error.orig), getattr(error.orig, "sqlstate", None)
    if text in _SQLITE or state in _SQLSTATES:
        return NotStoredError()
    if text == "database is locked" or state == _LOCK_NOT_AVAILABLE:
        return BusyError()
    return no_answer(error)
