"""One score of an instrument: its items, its arithmetic, its unit, and the limits published for it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from alliance_monitor.instruments.data import Data, Range, Slug, Words

Part = Literal["goal", "task", "bond", "depth", "smoothness", "anxiety", "avoidance"]
"""What a score measures, across instruments: alliance, session quality, attachment dimensions."""

SEVEN_LOW, SEVEN_HIGH = 1.0, 7.0
"""Ends of the common scale every score is also mapped to."""


class Band(Data):
    """A named stretch of a score, from `start` up to the next band."""

    start: float
    label: Words


class Cutoff(Data):
    """A published limit on a subscale and on which side of it a score counts.

    `side` is "below", "at or below", "at or above", or "drop" (a fall since the session before).
    """

    name: Words
    value: float
    side: Literal["below", "at or below", "at or above", "drop"]
    source: Words

    def is_reached(self, score: float) -> bool:
        """Whether a single score counts; a "drop" needs two and is never reached by one."""
        match self.side:
            case "below":
                return score < self.value
            case "at or below":
                return score <= self.value
            case "at or above":
                return score >= self.value
            case "drop":
                return False


class ReliableChange(Data):
    """How many points between two forms exceed the instrument's own variation, and which direction is better."""

    points: Annotated[float, Field(gt=0)]
    better: Literal["lower", "higher"]
    source: Words


class Subscale(Data):
    """One score of an instrument.

    `items` add up as `scoring` says: their mean, their sum, or the contrast sum(items) − sum(minus).
    "native" has no items: the score comes ready-made from the form and is entered as it is.
    `native` is the range of the score; it maps linearly onto 1–7. `part` says what it stands for in
    every instrument alike; with `opposite` a high score means little of that part. `answers` holds
    when these items are answered on another range than the rest. `spread` is the standard error of
    measurement on 1–7, where known.
    """

    id: Slug
    name: Words
    high_means: Words
    native: Range
    scoring: Literal["mean", "sum", "contrast", "native"]
    items: tuple[int, ...] = ()
    reversed: frozenset[int] = frozenset()
    minus: frozenset[int] = frozenset()
    may_be_missing: Annotated[int, Field(ge=0)] = 0
    answers: Range | None = None
    part: Part | None = None
    opposite: bool = False
    spread: Annotated[float, Field(gt=0)] | None = None
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    reliable: ReliableChange | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.native.low >= self.native.high:
            raise ValueError(f"{self.id}: the native range must rise")
        if (self.scoring == "native") == bool(self.items):
            raise ValueError(f"{self.id}: 'native' scores have no items, all others have some")
        if len(set(self.items)) != len(self.items):
            raise ValueError(f"{self.id}: an item is listed twice")
        if not (self.reversed | self.minus) <= set(self.items):
            raise ValueError(f"{self.id}: reversed and minus items must be among its items")
        if bool(self.minus) != (self.scoring == "contrast"):
            raise ValueError(f"{self.id}: a contrast, and nothing else, has minus items")
        if self.scoring == "contrast" and self.may_be_missing:
            raise ValueError(f"{self.id}: a contrast needs every answer")
        if self.items and self.may_be_missing >= len(self.items):
            raise ValueError(f"{self.id}: at least one item must be answered")
        starts = [band.start for band in self.bands]
        if starts != sorted(set(starts)) or (starts and starts[0] != self.native.low):
            raise ValueError(f"{self.id}: bands rise from the lowest possible score")
        return self

    def on_seven(self, score: float) -> float:
        """Map a native score linearly onto 1–7 (never beyond, whatever rounding does); one on 1–7 stays as it is."""
        if self.native == (SEVEN_LOW, SEVEN_HIGH):
            return score
        steps = (SEVEN_HIGH - SEVEN_LOW) * (score - self.native.low)
        return min(SEVEN_HIGH, max(SEVEN_LOW, SEVEN_LOW + steps / (self.native.high - self.native.low)))

    def band(self, score: float) -> str | None:
        """The label of the band a native score lies in, or None without bands."""
        return next((band.label for band in reversed(self.bands) if score >= band.start), None)
