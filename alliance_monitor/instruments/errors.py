"""What can go wrong with an instrument, its answers or its scores."""

from __future__ import annotations

from alliance_monitor.errors import AllianceError


class InstrumentError(AllianceError):
    """An instrument cannot be used as asked; the text never repeats an answer or a score."""


class UnknownInstrumentError(InstrumentError):
    """No instrument of this id, or not in this version."""


class AnswersError(InstrumentError):
    """Answers or scores that do not fit the instrument."""


class TooManyMissingError(AnswersError):
    """Too few answers to score anything."""


class DefinitionError(InstrumentError):
    """An instrument file that does not follow the schema; the text names the file."""
