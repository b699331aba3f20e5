"""The free text in which somebody gives a reason."""

from __future__ import annotations

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import clean_text


def clean_reason(text: str) -> str:
    """The reason without invisible characters; InvalidEntryError if it holds something that cannot be stored."""
    try:
        return clean_text(text)
    except ValueError as error:
        raise InvalidEntryError("The reason cannot be kept.", str(error).capitalize() + ".") from None
