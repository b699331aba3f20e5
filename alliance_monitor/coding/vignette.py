"""Invented moments of a session, what they show, and why."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from alliance_monitor.errors import AllianceError

Answer = Literal["disagreement", "withdrawal", "confrontation"]
ANSWERS: tuple[str, ...] = get_args(Answer)
"""A disagreement is not a rupture as long as both still work together (Eubanks, Muran & Safran 2015)."""


class Vignette(BaseModel):
    """One invented moment of a session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60)]
    text: Annotated[str, Field(min_length=1)]
    answer: Answer
    why: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer somebody gave."""

    vignette: str
    answer: str
    given_at: datetime


@cache
def vignettes() -> tuple[Vignette, ...]:
    """All vignettes, in the order of the file."""
    text = files("alliance_monitor.coding").joinpath("vignettes.toml").read_text(encoding="utf-8")
    return tuple(Vignette.model_validate(entry) for entry in tomllib.loads(text)["vignette"])


def vignette(vignette_id: str) -> Vignette:
    """One vignette by its id.

    Raises
    ------
    AllianceError : no such id.
    """
    for vignette in vignettes():
        if vignette.id == vignette_id:
            return vignette
    raise AllianceError("There is no such vignette.", "Reload the page.")


def next_vignette(attempts: Sequence[Attempt]) -> Vignette:
    """The first vignette not answered yet, or else the one answered longest ago. `attempts` are oldest first."""
    last = {attempt.vignette: place for place, attempt in enumerate(attempts)}
    return min(vignettes(), key=lambda vignette: last.get(vignette.id, -1))
