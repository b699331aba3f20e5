"""What a person said about one session.

These frozen models are the only validation of ratings: screens, imports and the store all build a
`Rating`, and accept whatever it accepts. Anchors follow Bordin (1979): goals, tasks and bond.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from alliance_monitor.records.text import Identifier

ALLIANCE_LOW, ALLIANCE_HIGH = 1.0, 7.0
"""Ends of the common scale on which goals, tasks and bond are plotted and compared."""

TENSION_NONE, TENSION_SEVERE = 1, 5
"""Ends of the tension scale: 1 none … 5 severe."""

Seven = Annotated[float, Field(ge=ALLIANCE_LOW, le=ALLIANCE_HIGH, allow_inf_nan=False)]
Tension = Annotated[int, Field(ge=TENSION_NONE, le=TENSION_SEVERE)]


class Rater(StrEnum):
    """Whose view a rating is."""

    CLIENT = "client"
    THERAPIST = "therapist"


class StrainDomain(StrEnum):
    """Which part of the alliance a person felt was strained."""

    GOALS = "goals"
    TASKS = "tasks"
    BOND = "bond"
    RELATEDNESS = "relatedness"


class Rating(BaseModel):
    """One person's rating of one session.

    `goal`, `task`, `bond` are on the common 1–7 scale; `answers` keeps what was said in the
    instrument's own unit. A part that was not rated is `None`, never zero.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rater: Rater
    goal: Seven | None = None
    task: Seven | None = None
    bond: Seven | None = None
    tension: Tension | None = None
    resolution: Annotated[int, Field(ge=1, le=5)] | None = None
    strained: frozenset[StrainDomain] = frozenset()
    depth: Seven | None = None
    smoothness: Seven | None = None
    instrument: Identifier = "brief-session"
    instrument_version: int = 1
    answers: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.parts == (None, None, None) and self.tension is None:
            raise ValueError("a rating needs at least one of goals, tasks, bond or tension")
        return self

    @property
    def parts(self) -> tuple[float | None, float | None, float | None]:
        """Goals, tasks, bond in that order."""
        return (self.goal, self.task, self.bond)

    @property
    def mean(self) -> float | None:
        """Mean of the rated parts on 1–7, or None when no part was rated."""
        rated = [part for part in self.parts if part is not None]
        return math.fsum(rated) / len(rated) if rated else None
