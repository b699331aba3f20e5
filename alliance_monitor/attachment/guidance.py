"""What a pattern suggests: what to listen for, what not to assume, the expected course, how near or far to be.

Every note carries its source and how strong the evidence is. The notes shape what is shown; they never
raise or silence a flag.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from alliance_monitor.attachment.pattern import Pattern

_Words = Annotated[str, Field(min_length=1)]


class GuidanceNote(BaseModel):
    """One remark worded for clinicians, with its source and the strength of the evidence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: _Words
    source: _Words
    strength: _Words


class _Guidance(BaseModel):
    """The file `guidance.toml`: per pattern, notes of each kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    listen_for: dict[Pattern, Annotated[tuple[GuidanceNote, ...], Field(min_length=2, max_length=4)]]
    do_not_assume: dict[Pattern, Annotated[tuple[GuidanceNote, ...], Field(min_length=2, max_length=4)]]
    expected_course: dict[Pattern, Annotated[tuple[GuidanceNote, ...], Field(min_length=1)]]
    distance: dict[Pattern, dict[str, GuidanceNote]]
    """By phase: early, middle, late."""


@cache
def _guidance() -> _Guidance:
    text = files("alliance_monitor.attachment").joinpath("guidance.toml").read_text(encoding="utf-8")
    return _Guidance.model_validate(tomllib.loads(text))


def listen_for(pattern: Pattern | str) -> tuple[GuidanceNote, ...]:
    """Return two to four notes on what strain may sound like with this pattern."""
    return _guidance().listen_for[Pattern(pattern)]


def do_not_assume(pattern: Pattern | str) -> tuple[GuidanceNote, ...]:
    """Return two to four notes on conclusions this pattern does not allow."""
    return _guidance().do_not_assume[Pattern(pattern)]


def expected_course(pattern: Pattern | str) -> tuple[GuidanceNote, ...]:
    """Return what studies found about the course of the alliance: to be shown in words, never drawn.

    The studies are small and partly contradict each other.
    """
    return _guidance().expected_course[Pattern(pattern)]


def distance_advice(pattern: Pattern | str, phase: str) -> GuidanceNote | None:
    """Return how near or far experts hold the work in this phase of therapy; None where they said nothing.

    From 12 expert interviews (Daly & Mallinckrodt 2009): begin at the distance the client can bear, then
    grow wider with anxious and nearer with avoidant clients.
    """
    return _guidance().distance.get(Pattern(pattern), {}).get(phase)
