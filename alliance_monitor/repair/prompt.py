"""One repair prompt: something a therapist might notice, say, try, avoid or ask themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from alliance_monitor.records import RuptureType, one_line

MOST_WORDS = 45
"""Longest prompt in words: one idea, read at a glance between two clients. Default, not validated."""

PromptPattern = Literal["secure", "anxious", "avoidant", "fearful", "unknown"]
PromptPhase = Literal["early", "middle", "late", "any"]
Kind = Literal["notice", "say", "try", "avoid", "reflect"]
Strength = Literal["theory", "clinical proposal", "expert survey", "one study", "several studies", "meta-analysis"]


def _short(text: str) -> str:
    count = len(text.split())
    if count > MOST_WORDS:
        raise ValueError(f"a prompt has at most {MOST_WORDS} words, this one has {count}")
    return text


Sentence = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(one_line), Field(min_length=1)]


class Evidence(BaseModel):
    """Where a prompt comes from and how strong the evidence is.

    Most prompts rest on theory or on what experts propose; few of these sentences were ever tested, and
    the strength says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Sentence
    strength: Strength


class Prompt(BaseModel):
    """An offer to the therapist, never an order.

    Attributes
    ----------
    stage : 1–4 (Safran & Muran 1996, 2000).
    pattern : the client's attachment pattern it is worded for.
    phase : part of therapy it suits; "late" prompts link to a lasting pattern or take a bigger step, so they
        are kept for the late phase.
    kind : notice, say and try are to do; avoid is to hold back; reflect is for the therapist alone.
    text : at most 45 words, one idea.
    rationale, caution : one sentence each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    stage: Annotated[int, Field(ge=1, le=4, strict=True)]
    rupture_type: RuptureType
    pattern: PromptPattern
    phase: PromptPhase
    kind: Kind
    text: Annotated[Sentence, AfterValidator(_short)]
    rationale: Sentence
    evidence: Evidence
    caution: Sentence
