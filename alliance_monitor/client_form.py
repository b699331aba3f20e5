"""What a client is asked on a page of their own, and what their answers become.

This works for any instrument with a wording for the client: our own brief forms, and questionnaires whose wording a
practice has added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from alliance_monitor.attachment import Profile
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.instruments import Instrument, InstrumentError, Wording, instrument, session_rating
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import TENSION_NONE, Rater, Rating, clean_text

LINE_LENGTH = 500
"""Longest free-text line of a client, in characters."""

RESOLUTION, LINE = "resolution", "line"
"""Names of the two answers beside the items: how far a strain was worked through, and the free-text line."""

NOTHING_ANSWERED = "Please answer at least one question."
TOO_FEW_ANSWERED = "Too few questions are answered. Please answer some more."
LINE_TOO_LONG = "Your text is too long. Please make it shorter."
LINE_UNREADABLE = "Your text has signs we cannot keep. Please type it again."
NOT_AN_ANSWER = "One answer did not arrive. Please look at your answers again."
"""What a client is told when the form cannot be accepted; each is translated on the page."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its steps, lowest first, and what the lowest and the highest mean."""

    name: str
    text: str
    low: str
    high: str
    steps: tuple[int, ...]
    labels: tuple[str, ...] = ()
    """What every step means, if the wording says so; otherwise only the ends are named."""


class Reply(BaseModel):
    """What a client answered: by item key ("1", "2", …) as ticked; unanswered items are missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: dict[str, float] = Field(min_length=1)
    resolution: Annotated[int, Field(ge=1, le=5)] | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class ClientForm:
    """An instrument in the client's words."""

    instrument: Instrument
    wording: Wording

    @property
    def questions(self) -> tuple[Question, ...]:
        """The instrument's items in order; a finer scale is asked in whole steps."""
        asked = []
        for key in self.instrument.item_keys:
            words, limits = self.wording.items[key], self.instrument.range_of(int(key))
            assert limits is not None  # noqa: S101 - a definition gives every item a range
            steps = tuple(range(round(limits.low), round(limits.high) + 1))
            named = {str(steps[0]): words.low, str(steps[-1]): words.high} | self.wording.answers
            labels = tuple(named[str(step)] for step in steps) if {str(step) for step in steps} <= named.keys() else ()
            asked.append(Question(key, words.text, words.low, words.high, steps, labels))
        return tuple(asked)

    @property
    def tension_key(self) -> str | None:
        """The item that asks about tension, after which resolution is asked; None without one."""
        scale = self.instrument.subscale("tension")
        return str(scale.items[0]) if scale is not None and len(scale.items) == 1 else None

    def reply(self, posted: Mapping[str, str]) -> Reply:
        """Read a posted form.

        Raises
        ------
        InvalidEntryError : its message is one of the sentences above.
        """
        answers: dict[str, float] = {}
        for question in self.questions:
            given = _step(posted.get(question.name, ""), question.steps)
            if given is not None:
                answers[question.name] = float(given)
        if not answers:
            raise InvalidEntryError(NOTHING_ANSWERED)
        resolution = None
        if self.tension_key and answers.get(self.tension_key, TENSION_NONE) > TENSION_NONE:
            # Only asked when there was a strain; a value ticked before the tension was lowered again says nothing.
            resolution = _step(posted.get(RESOLUTION, ""), range(1, 6))
        reply = Reply(answers=answers, resolution=resolution, line=_line(posted.get(LINE, "")))
        try:
            read(self.instrument, reply, date.min)
        except (InstrumentError, ValidationError):
            raise InvalidEntryError(TOO_FEW_ANSWERED) from None
        return reply


def client_form(instrument_id: str, version: int | None, language: str) -> ClientForm:
    """The form in this language, or else in English, or else in the first language there is.

    Raises
    ------
    InstrumentError : no such instrument.
    InvalidEntryError : there is no wording for the client.
    """
    asked = instrument(instrument_id, version)
    if not _kept(asked):
        raise InvalidEntryError(f"{asked.name} cannot be kept from a client's own page.", "Ask on paper.")
    theirs = {wording.language: wording for wording in asked.wordings if wording.rater == Rater.CLIENT.value}
    if not theirs:
        raise InvalidEntryError(
            f"There are no words for clients for {asked.name} here.",
            "Add the wording you are entitled to use, or ask on paper.",
        )
    return ClientForm(asked, theirs.get(language) or theirs.get("en") or next(iter(theirs.values())))


def read(asked: Instrument, reply: Reply, held_on: date) -> Rating | Profile | OutcomeForm:
    """Turn a reply into a record: a rating, an attachment profile, or an outcome form.

    Raises
    ------
    InstrumentError, ValidationError : too few answers.
    """
    if asked.use == "outcome":
        return OutcomeForm(instrument=asked.id, version=asked.version, held_on=held_on, answers=reply.answers)
    if asked.use == "attachment":
        return Profile.from_answers(asked.id, reply.answers, version=asked.version, assessed_on=held_on)
    return session_rating(asked, reply.answers, Rater.CLIENT, reply.resolution)


def _kept(asked: Instrument) -> bool:
    """Whether answers by item can become a record: a rating needs goals, tasks or bond, a profile a dimension."""
    needed = {"alliance": {"goal", "task", "bond"}, "attachment": {"anxiety", "avoidance"}}.get(asked.use, set())
    fits = asked.use == "outcome" or bool(needed & asked.parts)
    return fits and bool(asked.items) and Rater.CLIENT.value in asked.raters


_WHOLE = TypeAdapter(int)


def _step(text: str, steps: tuple[int, ...] | range) -> int | None:
    if not text:
        return None
    try:
        value = _WHOLE.validate_python(text)
    except ValidationError:
        value = None
    if value not in steps:
        raise InvalidEntryError(NOT_AN_ANSWER)
    return value


def _line(text: str) -> str:
    try:
        text = clean_text(text.replace("\r\n", "\n"))
    except ValueError:
        raise InvalidEntryError(LINE_UNREADABLE) from None
    if len(text) > LINE_LENGTH:
        raise InvalidEntryError(LINE_TOO_LONG)
    return text
