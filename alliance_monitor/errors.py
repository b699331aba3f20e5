"""The one family of errors whose messages are shown to people."""

from __future__ import annotations


class AllianceError(Exception):
    """Something a person can fix.

    Parameters
    ----------
    what : what happened, one clear sentence without any clinical value.
    todo : what to do next, one sentence; may be empty when `what` already says it.
    """

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(f"{what} {todo}".strip())
        self.what = what
        self.todo = todo


class InvalidEntryError(AllianceError):
    """What was entered cannot be stored as it is."""
