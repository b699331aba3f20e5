"""Choosing three prompts for one rupture. Deterministic: the same input gives the same prompts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from alliance_monitor.attachment import Pattern
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import RepairContext, RuptureType
from alliance_monitor.repair.catalogue import SPOKEN, PromptFileError, library
from alliance_monitor.repair.leaning import HasPattern, careful, open_patterns, pair
from alliance_monitor.repair.prompt import Prompt, PromptPhase
from alliance_monitor.repair.reasons import what_is_left_out, why_this
from alliance_monitor.repair.suggestion import RISK_NOTICE, Feedback, Suggested, Suggestion, Variant

FRESH_SESSIONS = 1
"""Up to this many sessions after the rupture, prompts validate and explore; links to a pattern come later
(so rated by 134 experts; the number of sessions is our own default, not validated)."""

UNSETTLED = (RuptureType.WITHDRAWAL_AWAY, RuptureType.CONFRONTATION)
"""Offered side by side while the type is not settled: away from the therapist, or against."""

LAST_UNSETTLED_STAGE = 2
"""While the type is not settled, the work is still noticing and exploring."""

TO_DO = (SPOKEN, ("notice", "reflect"))
"""Kinds for the two things to do; noticing and reflecting are used when nothing to say or try is left."""


def suggest(
    episode: RepairContext,
    profile: str | HasPattern | None = None,
    phase: str = "any",
    history: Sequence[Feedback] = (),
    *,
    prompts: Sequence[Prompt] | None = None,
) -> Suggestion:
    """Choose two things to do and one to avoid, for this stage, type, pattern and phase.

    Parameters
    ----------
    profile : attachment pattern, or anything with `.pattern` (and `.leaning`); None = not known.
    phase : "early", "middle", "late", or "any" when not known.
    history : verdicts on prompts with this client, oldest first: helpful ones move up, used ones slightly down,
        those not for this client are left out while there are others.
    prompts : the library to choose from, e.g. with a practice's own file; default: the shipped one.

    Raises
    ------
    InvalidEntryError : an unknown pattern or phase.
    """
    patterns = open_patterns(profile)
    if phase not in get_args(PromptPhase):
        raise InvalidEntryError("There is no such phase of therapy.", "Known are: early, middle, late, any.")
    if episode.risk:
        return Suggestion((), "All prompts, because of the possible risk of harm.", risk_notice=RISK_NOTICE)
    choice = _Choice(library() if prompts is None else prompts, episode, phase, history)
    return Suggestion(
        prompts=choice.three(patterns),
        left_out=choice.left_out(patterns),
        variants=tuple(Variant(str(pattern), choice.three((pattern,))) for pattern in patterns)
        if len(patterns) > 1
        else (),
    )


class _Choice:
    """The library narrowed down to one rupture."""

    def __init__(
        self, prompts: Sequence[Prompt], episode: RepairContext, phase: str, history: Sequence[Feedback]
    ) -> None:
        self.type = episode.rupture_type
        self.asked_stage = episode.stage
        self.stage = episode.stage if self.type else min(episode.stage, LAST_UNSETTLED_STAGE)
        self.phase = phase
        self.fresh = (
            episode.opened_in is not None
            and episode.current is not None
            and episode.current - episode.opened_in <= FRESH_SESSIONS
        )
        self.verdicts = _verdicts(history)
        late_allowed = phase == "late" and not self.fresh
        at_stage = [prompt for prompt in prompts if prompt.stage == self.stage]
        self.pool = [prompt for prompt in at_stage if late_allowed or prompt.phase != "late"]
        self.kept_for_later = [prompt for prompt in at_stage if not late_allowed and prompt.phase == "late"]

    def three(self, patterns: tuple[Pattern, ...]) -> tuple[Suggested, ...]:
        """Two things to do and one to avoid."""
        first, second = pair(patterns)
        one_type, other_type = (self.type, self.type) if self.type else UNSETTLED
        chosen: list[Suggested] = []
        for rupture_type, pattern, kinds in (
            (one_type, first, TO_DO),
            (other_type, second, TO_DO),
            (self.type or RuptureType.MIXED, careful(patterns), (("avoid",),)),
        ):
            prompt = self._best(rupture_type, pattern, kinds, [suggested.prompt for suggested in chosen])
            reason = why_this(
                prompt,
                wanted=pattern,
                phase=self.phase,
                verdict=self.verdicts.get(prompt.id),
                type_open=self.type is None,
                pattern_open=len(patterns) > 1,
            )
            chosen.append(Suggested(prompt, reason))
        return tuple(chosen)

    def _best(
        self,
        rupture_type: RuptureType,
        pattern: Pattern,
        kinds: tuple[tuple[str, ...], ...],
        taken: Sequence[Prompt],
    ) -> Prompt:
        """The best of this cell, or else of a neighbouring pattern, or at last one turned down before."""
        cells = [
            [
                prompt
                for prompt in self.pool
                if (prompt.rupture_type, prompt.pattern) == (rupture_type, near)
                and prompt.kind in some
                and prompt not in taken
            ]
            for near in dict.fromkeys((pattern, Pattern.UNKNOWN, Pattern.SECURE))
            for some in kinds
        ]
        welcome = [[prompt for prompt in cell if self.verdicts.get(prompt.id) != "not_for_client"] for cell in cells]
        for cell in (*welcome, *cells):
            if cell:
                return min(cell, key=self._rank)
        raise PromptFileError(
            f"There is no prompt left for stage {self.stage}, {rupture_type}, {pattern}.",
            "Add prompts for it to the practice’s own file.",
        )

    def _rank(self, prompt: Prompt) -> tuple[bool, int, bool]:
        """Smaller is better; `min` keeps the library's order between equals."""
        verdict = self.verdicts.get(prompt.id)
        fit = (self.phase, "any").index(prompt.phase) if prompt.phase in (self.phase, "any") else 2
        return (verdict != "helpful", fit, verdict == "used")

    def left_out(self, patterns: tuple[Pattern, ...]) -> str:
        """What was held back and why."""
        types = (self.type,) if self.type else (*UNSETTLED, RuptureType.MIXED)
        wanted = {*patterns, *pair(patterns), careful(patterns)}

        def near(prompt: Prompt) -> bool:
            return prompt.rupture_type in types and prompt.pattern in wanted

        return what_is_left_out(
            skipped_stage=self.asked_stage if self.stage != self.asked_stage else None,
            kept_for_later=any(near(prompt) for prompt in self.kept_for_later),
            fresh=self.fresh,
            turned_down=sum(near(prompt) and self.verdicts.get(prompt.id) == "not_for_client" for prompt in self.pool),
        )


def _verdicts(history: Sequence[Feedback]) -> dict[str, str]:
    """The current verdict per prompt: the last judgement, or "used" if it was never judged."""
    found: dict[str, str] = {}
    for feedback in history:
        if feedback.verdict != "used" or feedback.prompt_id not in found:
            found[feedback.prompt_id] = feedback.verdict
    return found
