"""Which column holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alliance_monitor import instruments
from alliance_monitor.importing.errors import ImportFileError
from alliance_monitor.instruments import Instrument
from alliance_monitor.records import Rater

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "client": (
        "client", "client_id", "client_code", "patient", "patient_id", "patient_code", "case", "case_id",
        "case_code", "code", "pairing_id", "pairing", "dyad", "dyad_id", "id",
    ),
    "session": (
        "session", "session_id", "session_number", "session_no", "session_nr", "sessionnumber", "number",
        "nr", "no",
    ),
    "date": ("date", "session_date", "date_of_session", "held_on", "day"),
    "rater": ("rater", "rated_by", "perspective", "respondent"),
    "goal": ("goal", "goals", "goals_and_topics", "goals_topics"),
    "task": ("task", "tasks", "approach_or_method", "approach_and_method", "approach", "method"),
    "bond": ("bond", "bonds", "relationship"),
    "overall": ("overall",),
    "tension": ("tension",),
}  # fmt: skip
"""Field → column names that are recognised as it, most specific first."""

FIELDS: Final = tuple(SYNONYMS)
"""What a column can be mapped to by name; single items are mapped by their keys "1", "2", …"""

_CONTEXT: Final = ("client", "session", "date", "rater")
_PARTS: Final = frozenset({"goal", "task", "bond"})
_ITEM_NAME = re.compile(r"(?:item|question|q|i)?_?0*([1-9]\d?)")


def answer_fields(instrument: Instrument) -> dict[str, str]:
    """Fields this instrument's answers can be mapped by → item key.

    Every item can be named by its key; an item that is a whole subscale also by that name (SRS: bond is item 1).
    """
    named = {
        scale.id: str(scale.items[0]) for scale in instrument.subscales if scale.id in FIELDS and len(scale.items) == 1
    }
    return named | {key: key for key in instrument.item_keys}


def guess(header: Sequence[str], instrument: str | None = None) -> dict[str, str]:
    """Return field → column for every column whose name tells what it holds.

    Parameters
    ----------
    header : column names.
    instrument : id; then only fields this instrument has are guessed, single items included. Without it,
        all of `FIELDS` are.
    """
    columns = {_normalised(name): name for name in reversed(header)}
    answers = answer_fields(instruments.instrument(instrument)) if instrument is not None else None
    found: dict[str, str] = {}
    for field, names in SYNONYMS.items():
        if answers is not None and field not in _CONTEXT and field not in answers:
            continue
        column = next((columns[name] for name in names if name in columns), None)
        if column is not None and column not in found.values():
            found[field] = column
    if answers is not None and instrument is not None:
        taken = {answers[field] for field in found if field in answers}
        prefix = _normalised(instrument)
        for name, column in columns.items():
            named = _ITEM_NAME.fullmatch(name.removeprefix(prefix).removeprefix("_"))
            if named and named[1] in answers and named[1] not in taken and column not in found.values():
                found[named[1]] = column
                taken.add(named[1])
    return found


@dataclass(frozen=True, slots=True)
class Layout:
    """The position of every field in a row; `answers` is item key → position."""

    header: tuple[str, ...]
    client: int
    session: int | None
    date: int | None
    rater: int | None
    answers: dict[str, int]


def lay_out(header: tuple[str, ...], mapping: Mapping[str, str], instrument: Instrument, rater: Rater | None) -> Layout:
    """Resolve a mapping field → column name.

    Raises
    ------
    ImportFileError : a field the instrument does not have, a column the file does not have, one column or
        one item mapped twice, a needed field without a column, an instrument that says nothing about goals,
        tasks or bond, or one that `rater` does not fill in.
    """
    fields = answer_fields(instrument)
    _check_instrument(instrument, rater)
    where: dict[str, int] = {}
    for field, column in mapping.items():
        if field not in fields and field not in _CONTEXT:
            raise ImportFileError(
                f"{instrument.name} has no field “{field}”.",
                f"Its fields: {', '.join((*_CONTEXT, *fields))}.",
            )
        where[field] = _position(header, field, column)
    answers: dict[str, int] = {}
    for field, position in where.items():
        if field in fields and answers.setdefault(fields[field], position) != position:
            raise ImportFileError(f"Item {fields[field]} is mapped twice, as “{field}” too.", "Leave one of them out.")
    positions = [where[field] for field in _CONTEXT if field in where] + list(answers.values())
    if len(set(positions)) != len(positions):
        raise ImportFileError("One column is mapped to two fields.", "Map every field to a column of its own.")
    missing = _missing(where, answers, instrument, rater)
    if missing:
        raise ImportFileError(
            f"No column is known for: {', '.join(missing)}.",
            f"Say which column holds each of them. The file's columns: {', '.join(header)}.",
        )
    return Layout(header, where["client"], where.get("session"), where.get("date"), where.get("rater"), answers)


def _missing(
    where: Mapping[str, int], answers: Mapping[str, int], instrument: Instrument, rater: Rater | None
) -> list[str]:
    missing = [] if "client" in where else ["client"]
    if "session" not in where and "date" not in where:
        missing.append("session (or date)")
    if "rater" not in where and rater is None:
        missing.append("rater (or say who rated: client or therapist)")
    names = {key: field for field, key in reversed(answer_fields(instrument).items())}
    needed = sorted({item for scale in instrument.subscales if scale.part in _PARTS for item in scale.items})
    return missing + [names[str(item)] for item in needed if str(item) not in answers]


def _check_instrument(instrument: Instrument, rater: Rater | None) -> None:
    if not instrument.items or not _PARTS & instrument.parts:
        usable = [
            instrument.id for instrument in instruments.instruments() if instrument.items and _PARTS & instrument.parts
        ]
        raise ImportFileError(
            f"{instrument.name} does not rate goals, tasks or bond item by item.",
            f"These can be imported: {', '.join(usable)}.",
        )
    if rater is not None and rater.value not in instrument.raters:
        raise ImportFileError(
            f"{instrument.name} is not filled in by the {rater}.",
            f"It is filled in by: {', '.join(instrument.raters)}.",
        )


def _position(header: tuple[str, ...], field: str, column: str) -> int:
    if column in header:
        return header.index(column)
    alike = [position for position, name in enumerate(header) if _normalised(name) == _normalised(column)]
    if len(alike) != 1:
        raise ImportFileError(f"The file has no column “{column}” for “{field}”.", f"Its columns: {', '.join(header)}.")
    return alike[0]


def _normalised(name: str) -> str:
    """A column name without case, blanks and punctuation, for comparing."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")
