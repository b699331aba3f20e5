"""The words for why a prompt is offered and what was held back."""

from __future__ import annotations

from alliance_monitor.attachment import Pattern
from alliance_monitor.records import RuptureType
from alliance_monitor.repair.prompt import Prompt
from alliance_monitor.repair.stages import STAGES

TYPE_WORDS = {
    RuptureType.WITHDRAWAL_AWAY: "a move away from you",
    RuptureType.WITHDRAWAL_TOWARD: "a move toward you that leaves the client’s own view behind",
    RuptureType.CONFRONTATION: "a move against you",
    RuptureType.MIXED: "withdrawal and confrontation in one",
}
PATTERN_WORDS = {
    Pattern.SECURE: "a client who leans secure",
    Pattern.ANXIOUS: "a client who leans anxious",
    Pattern.AVOIDANT: "a client who leans avoidant",
    Pattern.FEARFUL: "a client who leans fearful",
    Pattern.UNKNOWN: "a client whose attachment is not known",
}
PATTERN_WAY = {
    Pattern.SECURE: "it can be open and direct",
    Pattern.ANXIOUS: "it begins near, gives a hold, and leaves room for a no",
    Pattern.AVOIDANT: "it begins further off, with what can be seen and with the task",
    Pattern.FEARFUL: "it keeps to small steps that can be foreseen",
    Pattern.UNKNOWN: "it stays open and heeds the cautions for both near and far",
}
"""How prompts are adapted: distance after Daly & Mallinckrodt 2009, the rest our own reading of theory."""

_VERDICT_WORDS = {
    "helpful": "you found it helpful with this client",
    "used": "you have used it with this client before",
    "not_for_client": "you set it aside for this client, but nothing else fits",
}


def why_this(
    prompt: Prompt, *, wanted: Pattern, phase: str, verdict: str | None, type_open: bool, pattern_open: bool
) -> str:
    """Return one sentence on why this prompt is offered.

    Parameters
    ----------
    wanted : the pattern a prompt was sought for; the prompt may be worded for another if those ran out.
    type_open, pattern_open : the rupture's type, or the client's attachment, is not settled.
    """
    pattern = Pattern(prompt.pattern)
    place = f"stage {prompt.stage} ({STAGES[prompt.stage - 1].name.lower()})"
    after = f"after {TYPE_WORDS[prompt.rupture_type]}"
    if prompt.kind == "avoid":
        sentences = [f"One to hold back at {place} {after}, above all with {PATTERN_WORDS[pattern]}"]
    else:
        sentences = [f"Fits {place} {after}; with {PATTERN_WORDS[pattern]} {PATTERN_WAY[pattern]}"]
    if pattern is not wanted:
        sentences.append(f"those for {PATTERN_WORDS[wanted]} were set aside")
    if type_open:
        sentences.append("the type is not settled yet, so more than one is covered")
    if pattern_open:
        sentences.append("the attachment is unclear, so more than one pattern is covered")
    if prompt.phase == phase != "any":
        sentences.append(f"it suits the {phase} phase")
    if verdict:
        sentences.append(_VERDICT_WORDS[verdict])
    return "; ".join(sentences) + "."


def what_is_left_out(*, skipped_stage: int | None, kept_for_later: bool, fresh: bool, turned_down: int) -> str:
    """Return what was held back and why.

    Parameters
    ----------
    skipped_stage : the stage asked for, when an earlier one is offered because the type is open.
    kept_for_later : prompts for the late phase exist here.
    fresh : the rupture is of this session or the one before.
    turned_down : number of prompts marked as not for this client.
    """
    sentences = ["Prompts for other stages, kinds of rupture and patterns, because they fit less well."]
    if skipped_stage is not None:
        sentences.append(f"All of stage {skipped_stage}: it is first to be found out which way the client moved.")
    if fresh:
        sentences.append("Links to a lasting pattern and bigger steps: so soon it is time to validate and explore.")
    elif kept_for_later:
        sentences.append("Links to a lasting pattern and bigger steps: they belong late in therapy, if at all.")
    if turned_down:
        sentences.append(f"What you set aside for this client ({turned_down}), as long as something else fits.")
    return " ".join(sentences)
