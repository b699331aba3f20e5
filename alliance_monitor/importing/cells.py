"""The meaning of one cell. Errors name what was expected, never what was found."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Final

from pydantic import TypeAdapter, ValidationError

from alliance_monitor.importing.table import Cell
from alliance_monitor.records import Code, Rater

NOT_ANSWERED: Final = frozenset({"", "-", "na", "n/a", "nan"})
"""Words that mean an empty cell; statistics programs write NA."""

LARGEST_SESSION: Final = 9999
"""A higher session number is a mistake, such as a date or a client's number in the wrong column."""

YEARS: Final = range(1950, 2101)

RATERS: Final = {
    **dict.fromkeys(("client", "c", "patient", "p"), Rater.CLIENT),
    **dict.fromkeys(("therapist", "t", "clinician", "counsellor", "counselor", "practitioner"), Rater.THERAPIST),
}

_CODE = TypeAdapter(Code)
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,12}(?:[.,][0-9]{0,15})?|[.,][0-9]{1,15})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.+Z-]*)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


class CellError(ValueError):
    """What is wrong with a cell, without its value."""


def is_empty(cell: Cell) -> bool:
    """Whether the cell is empty or says “not answered”."""
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in NOT_ANSWERED)


def number(cell: Cell) -> float | None:
    """A number with decimal point or decimal comma, None when empty."""
    if is_empty(cell):
        return None
    if isinstance(cell, float):
        return cell
    if not isinstance(cell, str) or not _NUMBER.fullmatch(cell):
        raise CellError("not a number")
    return float(cell.replace(",", "."))


def session_number(cell: Cell) -> int:
    """A whole number from 1 on."""
    if is_empty(cell):
        raise CellError("the session number is missing")
    try:
        value = number(cell)
    except CellError:
        value = None
    if value is None or not 1 <= value <= LARGEST_SESSION or value != int(value):
        raise CellError(f"not a whole session number from 1 to {LARGEST_SESSION}")
    return int(value)


def client_code(cell: Cell) -> str:
    """The practice's own code for a client."""
    if isinstance(cell, float) and math.isfinite(cell):
        cell = str(int(cell)) if cell == int(cell) else repr(cell)
    text = "" if cell is None else str(cell).strip()
    if not text:
        raise CellError("the client's code is missing")
    try:
        return _CODE.validate_python(text)
    except ValidationError:
        raise CellError("a client's code has 1 to 40 characters on one line") from None


def session_date(cell: Cell) -> date | None:
    """A day written 2024-03-25 or 25.03.2024, or a workbook's own date; None when empty.

    A day with slashes is refused: 03/04 is March to some and April to others.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, date):
        found: date | None = cell
    else:
        text = cell if isinstance(cell, str) else ""
        if "/" in text:
            raise CellError("a date with slashes can be read in two ways; write it as year-month-day")
        found = _day(text)
    if found is None:
        raise CellError("not a date; write it as year-month-day")
    if found.year not in YEARS:
        raise CellError("not a plausible year")
    return found


def _day(text: str) -> date | None:
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    if iso:
        parts = (int(iso[1]), int(iso[2]), int(iso[3]))
    elif dotted:
        parts = (int(dotted[3]), int(dotted[2]), int(dotted[1]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def rater_named(cell: Cell) -> Rater | None:
    """Whose view it is; None when empty."""
    if is_empty(cell):
        return None
    rater = RATERS.get(cell.strip().casefold()) if isinstance(cell, str) else None
    if rater is None:
        raise CellError("neither client nor therapist")
    return rater
