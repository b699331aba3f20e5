"""What is offered to the therapist: three prompts with reasons, what was left out, and the option to do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from alliance_monitor.records import Identifier
from alliance_monitor.repair.prompt import Prompt

SAFETY = (
    "These prompts support your judgement and never take its place. "
    "When a life may be at risk, follow your service’s own crisis procedure."
)
"""Shown wherever prompts are shown."""

RISK_NOTICE = (
    "An answer on a questionnaire points to a possible risk of harm. Repair prompts wait. "
    "Look at the answer, speak with the client, and follow your service’s own crisis procedure first."
)
"""Shown instead of prompts."""


@dataclass(frozen=True)
class Leave:
    """The choice not to work on the rupture now; always offered beside the prompts."""

    id: str
    text: str
    rationale: str


LEAVE = Leave(
    id="leave",
    text="Not indicated – leave the rupture work for now.",
    rationale="Not every client gains from work on a rupture; time, or a change of task or goal, can do.",
)


class Feedback(BaseModel):
    """What a therapist said about one prompt with one client; it counts for that client only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt_id: Identifier
    verdict: Literal["used", "helpful", "not_for_client"]


@dataclass(frozen=True)
class Suggested:
    """A prompt on offer, and one sentence on why this one."""

    prompt: Prompt
    reason: str


@dataclass(frozen=True)
class Variant:
    """The three prompts that would be shown if the client clearly leaned towards `pattern`."""

    pattern: str
    prompts: tuple[Suggested, ...]


@dataclass(frozen=True)
class Suggestion:
    """What to show after a rupture.

    Attributes
    ----------
    prompts : exactly three, two to do and one to avoid; none when `risk_notice` is set.
    left_out : what was held back and why.
    leave : the choice to do nothing now.
    safety : the sentence to show with any prompt.
    variants : one per pattern when the client's attachment is unclear, else empty.
    risk_notice : what to show instead of prompts; empty without a sign of risk.
    """

    prompts: tuple[Suggested, ...]
    left_out: str
    leave: Leave = LEAVE
    safety: str = SAFETY
    variants: tuple[Variant, ...] = ()
    risk_notice: str = ""
