"""When the database would not take what was to be stored, or does not answer: said in a sentence, nothing half-done."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

from alliance_monitor.errors import AllianceError

_SQLITE = ("database or disk is full", "disk I/O error")
_SQLSTATES = frozenset({"53100", "58030"})
"""PostgreSQL: disk_full, io_error."""

_LOCK_NOT_AVAILABLE = "55P03"
_GONE = ("08", "57P01", "57P02", "57P03")
"""PostgreSQL: the connection is broken, the server is told to stop, has crashed, or is only just starting."""


class NotStoredError(AllianceError):
    """The disk would not take what was to be stored; the transaction is undone."""

    def __init__(self) -> None:
        super().__init__(
            "This was not saved: the disk of the app is full or fails.",
            "Nothing stored before is lost. Tell whoever runs the app, and save again once there is room.",
        )


class BusyError(AllianceError):
    """Others were writing for so long that one's own turn did not come."""

    def __init__(self) -> None:
        super().__init__("This was not saved: others are saving just now.", "Wait a moment, then save again.")


class NoAnswerError(AllianceError):
    """The server does not answer, or broke off; whether it had stored what was under way is not known."""

    def __init__(self) -> None:
        super().__init__(
            "The database does not answer just now.",
            "Nothing that was said to be saved is lost. Try again in a moment; nothing is saved twice.",
        )


def no_answer(error: DBAPIError) -> AllianceError | None:
    """The sentence for a server that is gone for the moment; None for any other error, and for the embedded file."""
    # Every error of psycopg has a state, if only None, and no other error has; so psycopg need not be loaded here.
    state = getattr(error.orig, "sqlstate", "")
    if state == "":
        return None
    gone = error.connection_invalidated or (isinstance(error, OperationalError) and state is None)
    return NoAnswerError() if gone or str(state).startswith(_GONE) else None


def error_message(error: DBAPIError) -> AllianceError | None:
    """The sentence for an error of a write that a person can wait out or have put right, else None."""
    said, state = str(error.orig), getattr(error.orig, "sqlstate", None)
    if said in _SQLITE or state in _SQLSTATES:
        return NotStoredError()
    if said == "database is locked" or state == _LOCK_NOT_AVAILABLE:
        return BusyError()
    return no_answer(error)
