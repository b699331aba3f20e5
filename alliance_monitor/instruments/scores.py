"""What an instrument says about one filled-in form."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from alliance_monitor.instruments.subscale import Part


class Scores(BaseModel):
    """Scores of one form, in the instrument's own unit and on 1–7.

    Attributes
    ----------
    subscales : score per subscale id, native unit; a subscale that could not be scored is absent.
    on_seven : the same scores mapped linearly to 1–7.
    parts : on 1–7 by what they measure (goal, task, bond, anxiety, …), with reversed scales turned round.
    bands : label per subscale that has bands (minimal, mild, …).
    cutoffs : names of the published limits reached, per subscale.
    style : attachment style of a class instrument, or of the one highest prototype; else None.
    risk : an item about harm was answered above its limit: show the local risk protocol and
        hold back repair prompts.
    notes : what a reader should know: contradictory answers, subscales not scored, scores estimated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: str
    version: int
    subscales: dict[str, float] = Field(default_factory=dict)
    on_seven: dict[str, float] = Field(default_factory=dict)
    parts: dict[Part, float] = Field(default_factory=dict)
    bands: dict[str, str] = Field(default_factory=dict)
    cutoffs: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    style: str | None = None
    risk: bool = False
    notes: tuple[str, ...] = ()
