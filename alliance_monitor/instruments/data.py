"""What all parts of an instrument's definition share: frozen values, words, ranges."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

Respondent = Literal["client", "therapist", "observer"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]


class Data(BaseModel):
    """A frozen piece of a definition; an unknown field is an error, so typing slips are found."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(NamedTuple):
    """Lowest and highest possible value, both included."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        """Whether a number lies in the range; not-a-number never does."""
        return isinstance(value, int | float) and self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"
