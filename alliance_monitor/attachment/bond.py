"""The client's attachment bond with the therapist, and how securely they talk in the session."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strength(StrEnum):
    """How strong one element of the bond is; moderate is the target (Mallinckrodt 2010)."""

    WEAK = "weak"
    MODERATE = "moderate"
    INTENSE = "overly_intense"


ELEMENTS = {
    "stronger_wiser": "Sees you as stronger and wiser",
    "proximity": "Seeks to be near you",
    "safe_haven": "Comes to you for comfort in distress",
    "secure_base": "Explores with you behind them",
    "separation": "Is troubled by separations",
}
"""The five elements of the attachment bond with the therapist (Mallinckrodt 2010; Parish & Eagle 2003)."""

BOND_SOURCE = "Mallinckrodt 2010; Parish & Eagle 2003 – theory, one study"


class BondElements(BaseModel):
    """One assessment of the five elements; None where an element was not judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stronger_wiser: Strength | None = None
    proximity: Strength | None = None
    safe_haven: Strength | None = None
    secure_base: Strength | None = None
    separation: Strength | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(self.strengths):
            raise ValueError("judge at least one of the five elements")
        return self

    @property
    def strengths(self) -> tuple[Strength | None, ...]:
        """The five in the order of `ELEMENTS`."""
        return tuple(getattr(self, name) for name in ELEMENTS)

    def suggests(self) -> str:
        """What the elements suggest about distance; a hint to think about, not a finding."""
        judged = [strength for strength in self.strengths if strength]
        weak, intense = judged.count(Strength.WEAK), judged.count(Strength.INTENSE)
        if weak and intense:
            return "Weak in some elements, overly intense in others: expect a pull both towards you and away."
        if weak > len(judged) / 2:
            return "Mostly weak, as when attachment is turned down: the client may need you at more distance first."
        if intense > len(judged) / 2:
            return "Mostly overly intense, as when attachment is turned up: start near, and widen the distance slowly."
        if weak or intense:
            return "Mostly moderate, with one side to keep in view."
        return "Moderate throughout, which is where a working bond is thought to be."


class TalkCounts(BaseModel):
    """How often the client talked securely, avoidantly or preoccupiedly in one session (after PACS)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secure: Annotated[int, Field(ge=0, le=500)] = 0
    avoidant: Annotated[int, Field(ge=0, le=500)] = 0
    preoccupied: Annotated[int, Field(ge=0, le=500)] = 0

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.secure or self.avoidant or self.preoccupied):
            raise ValueError("count at least one passage")
        return self

    @property
    def share(self) -> float:
        """Share of secure talk, 0–1. It went with resolution by both raters' view; raw counts of insecure talk alone
        did not (Miller-Bottome et al. 2019, one study)."""
        return self.secure / (self.secure + self.avoidant + self.preoccupied)
