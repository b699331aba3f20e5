"""When the database would not take what was to be stored: said in a sentence, with nothing half-done."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import AllianceError

_SQLITE = ("database or disk is full", "disk I/O error")
_SQLSTATES = frozenset({"53100", "58030"})
"""PostgreSQL: disk_full, io_error."""

_LOCK_NOT_AVAILABLE = "55P03"


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


def in_words(error: DBAPIError) -> AllianceError | None:
    """The sentence for an error of the database that a person can wait out or have put right, else None."""
    said, state = str(error.orig), getattr(error.orig, "sqlstate", None)
    if said in _SQLITE or state in _SQLSTATES:
        return NotStoredError()
    if said == "database is locked" or state == _LOCK_NOT_AVAILABLE:
        return BusyError()
    return None
