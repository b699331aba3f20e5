"""A client's attachment profile: two dimensions with their uncertainty, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from alliance_monitor import instruments
from alliance_monitor.attachment.pattern import Pattern, candidates, pattern_of_style
from alliance_monitor.attachment.spread import ESTIMATE_SPREAD, spread_of
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.instruments import AnswersError, Instrument, Scores
from alliance_monitor.records import ALLIANCE_HIGH, ALLIANCE_LOW, Identifier, Rater, Seven

Method = Literal["questionnaire", "scores", "class", "estimate"]
"""How a profile came about."""

Spread = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Profile(BaseModel):
    """One assessment of a client's attachment; a later one is a new profile and never changes this one.

    A profile shapes what is shown: what to listen for, which prompts, which course to expect. By itself
    it must neither raise nor silence a flag; the associations found between attachment and alliance are far
    too small for that (r = .17, Diener & Monroe 2011).

    Attributes
    ----------
    anxiety, avoidance : 1–7, higher = more; None when not known.
    anxiety_spread, avoidance_spread : uncertainty, one standard deviation on 1–7.
    method : filled-in questionnaire, scores from elsewhere, class of an interview, clinician's estimate.
    instrument, instrument_version : what was used, if anything.
    style : the class an interview arrived at, or the one best fitting prototype of the RQ.
    answers : what was entered, in the instrument's own unit.
    notes : what to know about these answers, especially contradictions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    anxiety: Seven | None = None
    avoidance: Seven | None = None
    anxiety_spread: Spread | None = None
    avoidance_spread: Spread | None = None
    method: Method
    instrument: Identifier | None = None
    instrument_version: int | None = None
    assessed_on: date | None = None
    style: Identifier | None = None
    answers: dict[str, float] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        pairs = ((self.anxiety, self.anxiety_spread), (self.avoidance, self.avoidance_spread))
        if any((score is None) != (spread is None) for score, spread in pairs):
            raise ValueError("a score and its spread belong together")
        if self.method == "class" and not self.style:
            raise ValueError("a class assessment names its class")
        return self

    @classmethod
    def from_estimate(
        cls,
        anxiety: float | None,
        avoidance: float | None,
        *,
        assessed_on: date | None = None,
        spread: float = ESTIMATE_SPREAD,
    ) -> Self:
        """Build a profile from a clinician's own judgement on 1–7.

        Raises
        ------
        InvalidEntryError : a judgement outside 1–7.
        """
        for name, value in (("anxiety", anxiety), ("avoidance", avoidance)):
            if value is not None and not ALLIANCE_LOW <= value <= ALLIANCE_HIGH:
                raise InvalidEntryError(f"The estimate of {name} is out of range.", "Allowed: 1 to 7.")
        return cls(
            anxiety=anxiety,
            avoidance=avoidance,
            anxiety_spread=None if anxiety is None else spread,
            avoidance_spread=None if avoidance is None else spread,
            method="estimate",
            assessed_on=assessed_on,
        )

    @classmethod
    def from_answers(
        cls,
        instrument_id: str,
        answers: Mapping[str, float | None],
        *,
        version: int | None = None,
        rater: Rater = Rater.CLIENT,
        assessed_on: date | None = None,
    ) -> Self:
        """Score a filled-in attachment questionnaire ("1", "2", … → answer).

        If the therapist answered it about the client, it counts as an estimate, with an estimate's uncertainty.

        Raises
        ------
        InstrumentError : unknown instrument, one this rater does not fill in, unfit answers, or neither
            dimension can be scored.
        """
        form = instruments.instrument(instrument_id, version)
        if rater.value not in form.raters:
            raise AnswersError(
                f"{form.name} is not filled in by the {rater.value}.",
                f"It is meant for: {', '.join(form.raters)}.",
            )
        method: Method = "questionnaire" if rater is Rater.CLIENT else "estimate"
        return cls._from(form, instruments.score(form, answers), method, answers, assessed_on)

    @classmethod
    def from_scores(
        cls,
        instrument_id: str,
        scores: Mapping[str, float | None],
        *,
        version: int | None = None,
        assessed_on: date | None = None,
    ) -> Self:
        """Take over scores computed elsewhere (subscale id → score in the instrument's own unit).

        Raises
        ------
        InstrumentError : unknown instrument, unfit scores, or they give neither dimension.
        """
        form = instruments.instrument(instrument_id, version)
        return cls._from(form, instruments.from_scores(form, scores), "scores", scores, assessed_on)

    @classmethod
    def from_class(
        cls,
        instrument_id: str,
        style: str,
        *,
        version: int | None = None,
        assessed_on: date | None = None,
    ) -> Self:
        """Take over the class of an interview or coding system.

        The class is not turned into scores: interview classes and self-reported dimensions hardly
        correlate (Roisman et al. 2007: mean r = .09).

        Raises
        ------
        InstrumentError : unknown instrument, or a class it does not have.
        """
        form = instruments.instrument(instrument_id, version)
        found = instruments.from_class(form, style)
        return cls(
            method="class",
            instrument=form.id,
            instrument_version=form.version,
            assessed_on=assessed_on,
            style=found.style,
        )

    @classmethod
    def _from(
        cls,
        form: Instrument,
        found: Scores,
        method: Method,
        entered: Mapping[str, float | None],
        assessed_on: date | None,
    ) -> Self:
        anxiety, avoidance = found.parts.get("anxiety"), found.parts.get("avoidance")
        if anxiety is None and avoidance is None:
            raise AnswersError(
                f"What was entered for {form.name} gives neither anxiety nor avoidance.",
                "Choose another attachment instrument, or enter more of this one.",
            )
        estimate = method == "estimate"
        return cls(
            anxiety=anxiety,
            avoidance=avoidance,
            anxiety_spread=None if anxiety is None else spread_of(form, "anxiety", estimate),
            avoidance_spread=None if avoidance is None else spread_of(form, "avoidance", estimate),
            method=method,
            instrument=form.id,
            instrument_version=form.version,
            assessed_on=assessed_on,
            style=found.style,
            answers={key: value for key, value in entered.items() if value is not None},
            notes=(*found.notes, *_disagreement(found.style, candidates(anxiety, avoidance))),
        )

    @property
    def leaning(self) -> tuple[Pattern, ...]:
        """The patterns still possible: one when clear, two or four when mixed, none when unknown."""
        possible = candidates(self.anxiety, self.avoidance)
        if possible or self.style is None:
            return possible
        named = pattern_of_style(self.style)
        return () if named is Pattern.UNKNOWN else (named,)

    @property
    def pattern(self) -> Pattern:
        """The pattern the client leans towards; "mixed" when unclear, "unknown" without any finding."""
        match self.leaning:
            case ():
                return Pattern.UNKNOWN
            case (only,):
                return only
            case _:
                return Pattern.MIXED


def _disagreement(style: str | None, possible: tuple[Pattern, ...]) -> tuple[str, ...]:
    """Point out a best-fitting prototype that the two dimensions rule out."""
    if style is None or not possible or pattern_of_style(style) in possible:
        return ()
    return (
        f"The best fitting description ({style}) and the two dimensions ({' or '.join(possible)}) "
        "do not agree. Ask the client which fits.",
    )
