"""One outcome questionnaire as it was answered: how the client is, beside how the alliance is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from alliance_monitor.instruments import Instrument, InstrumentError, Scores, instrument, instruments, score
from alliance_monitor.records import Identifier

RISK_STANDS_DAYS = 42
"""A sign of risk holds prompts back until a newer form of that instrument shows none, at most for six weeks.
Default, not validated."""


class OutcomeForm(BaseModel):
    """Answers by item key ("1", "2", …) as ticked; what was left out is missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: Identifier
    version: int = 1
    held_on: date
    answers: dict[str, float] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        try:
            if self.definition.use != "outcome":
                raise ValueError("this instrument does not measure outcome")
            score(self.definition, self.answers)
        except InstrumentError as error:
            raise ValueError(str(error)) from None
        return self

    @property
    def definition(self) -> Instrument:
        """The instrument in the version that was filled in."""
        return instrument(self.instrument, self.version)

    @property
    def scores(self) -> Scores:
        """The scores of these answers."""
        return score(self.definition, self.answers)


def outcome_instruments() -> tuple[Instrument, ...]:
    """Outcome instruments that can be entered item by item."""
    return tuple(
        instrument for instrument in instruments() if instrument.use == "outcome" and "items" in instrument.entry
    )


def risk_on(forms: Iterable[OutcomeForm]) -> date | None:
    """Day of the newest form with an answer that points to harm, unless a newer one of its instrument has none."""
    newest: dict[str, OutcomeForm] = {}
    for form in sorted(forms, key=lambda form: form.held_on):
        newest[form.instrument] = form
    return max((form.held_on for form in newest.values() if form.scores.risk), default=None)


def risk_stands(forms: Iterable[OutcomeForm], today: date) -> bool:
    """Whether such an answer is at most six weeks old."""
    day = risk_on(forms)
    return day is not None and (today - day).days <= RISK_STANDS_DAYS
