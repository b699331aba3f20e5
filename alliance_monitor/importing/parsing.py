"""From a table to sessions, row by row, reporting all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from alliance_monitor import instruments
from alliance_monitor.importing.batch import Batch
from alliance_monitor.importing.cells import (
    CellError,
    client_code,
    number,
    rater_named,
    session_date,
    session_number,
)
from alliance_monitor.importing.columns import Layout, answer_fields, lay_out
from alliance_monitor.importing.errors import Problem
from alliance_monitor.importing.merging import RatedRow, merge
from alliance_monitor.importing.table import Cell, Row, Table
from alliance_monitor.instruments import Instrument, Range, TooManyMissingError
from alliance_monitor.records import TENSION_NONE, TENSION_SEVERE, Rater, Rating

T = TypeVar("T")


class _Question(NamedTuple):
    """One item of the instrument and the column that answers it."""

    key: str
    position: int
    allowed: Range
    whole: bool


def parse(table: Table, mapping: Mapping[str, str], *, instrument: str = "brief-session", rater: Rater | None) -> Batch:
    """Read every row of a table as one person's rating of one session.

    Parameters
    ----------
    mapping : field (`FIELDS`, or an item key) → column name; see `guess`.
    instrument : id of the instrument that was filled in; scores are given in its own unit.
    rater : whose ratings these are, for rows that do not say.

    Returns
    -------
    Batch; both people's rows of a session become one session. Goals, tasks and bond are on 1–7 as the
    instrument maps them, the answers stay as they are in the file. Without a session column, sessions are
    numbered by date.

    Raises
    ------
    ImportFileError : the columns do not give what is needed (`lay_out`).
    UnknownInstrumentError : no such instrument.
    """
    definition = instruments.instrument(instrument)
    layout = lay_out(table.header, mapping, definition, rater)
    questions = _questions(definition, layout)
    problems: list[Problem] = []
    rows = [
        read
        for row in table.rows
        if (read := _RowReader(row, layout, problems).read(definition, questions, rater)) is not None
    ]
    sessions, contradictions = merge(rows, layout)
    return Batch(
        sessions,
        tuple(sorted((*problems, *contradictions), key=lambda problem: problem.row)),
        unrated=sum(row.rating is None for row in rows),
    )


def _questions(instrument: Instrument, layout: Layout) -> list[_Question]:
    tension = answer_fields(instrument).get("tension")
    questions = []
    for key, position in layout.answers.items():
        allowed = instrument.range_of(int(key))
        if key == tension:  # stored as whole numbers, whatever the instrument allows
            questions.append(_Question(key, position, Range(TENSION_NONE, TENSION_SEVERE), True))
        elif allowed is not None:
            questions.append(_Question(key, position, allowed, instrument.whole_answers))
    return questions


class _RowReader:
    """Reads one row and collects its problems."""

    def __init__(self, row: Row, layout: Layout, problems: list[Problem]) -> None:
        self.row, self.layout, self.problems = row, layout, problems
        self.sound = True

    def refuse(self, position: int, what: str) -> None:
        self.sound = False
        self.problems.append(Problem(self.row.number, self.layout.header[position], what))

    def cell(self, position: int | None, meaning: Callable[[Cell], T]) -> T | None:
        if position is None:
            return None
        try:
            return meaning(self.row.cells[position])
        except CellError as fault:
            self.refuse(position, str(fault))
            return None

    def read(self, instrument: Instrument, questions: list[_Question], rater: Rater | None) -> RatedRow | None:
        """The row's rating, or None if something in it has to be corrected."""
        layout = self.layout
        code = self.cell(layout.client, client_code)
        session = self.cell(layout.session, session_number)
        held_on: date | None = self.cell(layout.date, session_date)
        who = self.rater(instrument, rater)
        answers: dict[str, float] = {}
        for question in questions:
            answer = self.cell(question.position, number)
            if answer is None:
                continue
            if answer not in question.allowed:
                self.refuse(question.position, f"outside {question.allowed}")
            elif question.whole and answer != int(answer):
                self.refuse(question.position, f"not a whole number from {question.allowed}")
            else:
                answers[question.key] = answer
        if self.sound and session is None and held_on is None and layout.date is not None:
            self.refuse(layout.date, "the date is missing")
        if not self.sound or code is None or who is None:
            return None
        rating = self.rating(instrument, who, answers, questions[0].position) if answers else None
        return RatedRow(self.row.number, code, session, held_on, who, rating) if self.sound else None

    def rater(self, instrument: Instrument, rater: Rater | None) -> Rater | None:
        position = self.layout.rater
        if position is None:
            return rater
        before = self.sound
        self.sound = True
        named = self.cell(position, rater_named)
        if self.sound:
            named = named or rater
            if named is None:
                self.refuse(position, "it is missing who rated")
            elif named.value not in instrument.raters:
                self.refuse(position, f"this instrument is not filled in by the {named}")
        self.sound = self.sound and before
        return named

    def rating(self, instrument: Instrument, rater: Rater, answers: dict[str, float], position: int) -> Rating | None:
        try:
            return instruments.session_rating(instrument, answers, rater)
        except TooManyMissingError:
            self.refuse(position, "too many answers are missing in this row to score it")
        except ValidationError:
            self.refuse(position, "neither goals, tasks nor bond is rated in this row")
        return None
