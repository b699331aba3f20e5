"""Three prompts for one rupture: the right ones, for the right reason, and none at a time of risk."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.attachment import Profile
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.rupture import RepairContext, RuptureType
from alliance_monitor.repair import LEAVE, RISK_NOTICE, SAFETY, Feedback, Suggestion, library, suggest
from alliance_monitor.repair.catalogue import PromptFileError
from alliance_monitor.repair.prompt import PromptPattern, PromptPhase

PATTERNS = get_args(PromptPattern)
PHASES = get_args(PromptPhase)
AGAINST = RepairContext(RuptureType.CONFRONTATION, stage=2)

episodes = st.builds(
    RepairContext,
    st.none() | st.sampled_from(RuptureType),
    st.integers(1, 4),
    st.none() | st.integers(1, 20),
    st.none() | st.integers(1, 20),
)
patterns = st.none() | st.sampled_from([*PATTERNS, "mixed", "preoccupied", "dismissing"])
histories = st.lists(
    st.builds(
        Feedback,
        prompt_id=st.sampled_from([prompt.id for prompt in library()]),
        verdict=st.sampled_from(["used", "helpful", "not_for_client"]),
    ),
    max_size=40,
)


def ids(suggestion: Suggestion) -> list[str]:
    return [suggested.prompt.id for suggested in suggestion.prompts]


def said(prompt_id: str, verdict: str) -> Feedback:
    return Feedback.model_validate({"prompt_id": prompt_id, "verdict": verdict})


@given(episodes, patterns, st.sampled_from(PHASES), histories)
def test_there_are_always_three_different_prompts_the_last_one_to_avoid(
    episode: RepairContext, pattern: str | None, phase: str, history: list[Feedback]
) -> None:
    found = suggest(episode, pattern, phase, history)
    assert len(set(ids(found))) == 3
    assert [suggested.prompt.kind == "avoid" for suggested in found.prompts] == [False, False, True]
    assert all(suggested.reason.endswith(".") and suggested.reason.count(".") == 1 for suggested in found.prompts)
    assert found.left_out
    assert (found.leave, found.safety, found.risk_notice) == (LEAVE, SAFETY, "")


@given(episodes, patterns, st.sampled_from(PHASES), histories)
def test_the_same_question_gets_the_same_answer(
    episode: RepairContext, pattern: str | None, phase: str, history: list[Feedback]
) -> None:
    assert suggest(episode, pattern, phase, history) == suggest(episode, pattern, phase, tuple(history))


@pytest.mark.parametrize(("kind", "pattern", "stage"), list(product(RuptureType, PATTERNS, (1, 2, 3, 4))))
def test_prompts_are_of_the_stage_type_and_pattern_asked_for(kind: RuptureType, pattern: str, stage: int) -> None:
    for suggested in suggest(RepairContext(kind, stage), pattern).prompts:
        assert (suggested.prompt.stage, suggested.prompt.rupture_type, suggested.prompt.pattern) == (
            stage,
            kind,
            pattern,
        )
        assert suggested.prompt.phase == "any"


def test_another_pattern_gets_other_prompts() -> None:
    shown = [prompt_id for pattern in PATTERNS for prompt_id in ids(suggest(AGAINST, pattern))]
    assert len(shown) == len(set(shown)) == 15


def test_no_profile_is_the_unknown_pattern() -> None:
    assert suggest(AGAINST, None) == suggest(AGAINST, "unknown")


def test_a_style_name_counts_as_its_pattern() -> None:
    assert suggest(AGAINST, "dismissing") == suggest(AGAINST, "avoidant")
    assert suggest(AGAINST, "preoccupied") == suggest(AGAINST, "anxious")


def test_a_profile_from_intake_can_be_given_as_it_is() -> None:
    assert suggest(AGAINST, Profile.from_estimate(6.0, 2.0)) == suggest(AGAINST, "anxious")


def test_between_two_patterns_both_variants_are_offered_and_it_is_said() -> None:
    found = suggest(AGAINST, Profile.from_estimate(6.0, 4.2))
    assert [suggested.prompt.pattern for suggested in found.prompts] == ["anxious", "fearful", "fearful"]
    assert all("unclear" in suggested.reason for suggested in found.prompts)
    assert [variant.pattern for variant in found.variants] == ["anxious", "fearful"]
    for variant in found.variants:
        assert variant.prompts == suggest(AGAINST, variant.pattern).prompts


@pytest.mark.parametrize("profile", ["mixed", Profile.from_estimate(4.0, 4.0), SimpleNamespace(pattern="mixed")])
def test_when_nothing_is_clear_near_and_far_stand_side_by_side(profile: str | Profile) -> None:
    found = suggest(AGAINST, profile)
    assert [suggested.prompt.pattern for suggested in found.prompts] == ["anxious", "avoidant", "unknown"]
    assert [variant.pattern for variant in found.variants] == ["secure", "anxious", "avoidant", "fearful"]


def test_a_clear_pattern_has_no_variants() -> None:
    assert suggest(AGAINST, "secure").variants == ()


@pytest.mark.parametrize("stage", [1, 2, 3, 4])
def test_without_a_settled_type_both_ways_are_noticed_and_explored(stage: int) -> None:
    found = suggest(RepairContext(None, stage), "anxious")
    assert [suggested.prompt.rupture_type for suggested in found.prompts] == [
        "withdrawal_away",
        "confrontation",
        "mixed",
    ]
    assert {suggested.prompt.stage for suggested in found.prompts} == {min(stage, 2)}
    assert all("not settled" in suggested.reason for suggested in found.prompts)
    assert (f"All of stage {stage}" in found.left_out) == (stage > 2)


@given(episodes, patterns, st.sampled_from(PHASES))
def test_links_to_a_lasting_pattern_come_late_and_never_right_after_the_rupture(
    episode: RepairContext, pattern: str | None, phase: str
) -> None:
    fresh = None not in (episode.opened_in, episode.current) and episode.current <= episode.opened_in + 1
    found = suggest(episode, pattern, phase)
    if phase != "late" or fresh:
        assert "late" not in {suggested.prompt.phase for suggested in found.prompts}


def test_a_late_prompt_comes_first_in_the_late_phase_and_is_held_back_before() -> None:
    away = RuptureType.WITHDRAWAL_AWAY
    settled, fresh = RepairContext(away, 4, opened_in=20, current=25), RepairContext(away, 4, opened_in=24, current=25)
    late = suggest(settled, "anxious", "late")
    assert [suggested.prompt.phase for suggested in late.prompts] == ["late", "any", "any"]
    assert "late phase" in late.prompts[0].reason
    assert "belong late" in suggest(settled, "anxious", "middle").left_out
    assert "so soon" in suggest(fresh, "anxious", "late").left_out


def test_prompts_for_the_phase_at_hand_come_before_general_ones() -> None:
    found = suggest(AGAINST, "avoidant", "early")
    assert [suggested.prompt.phase for suggested in found.prompts] == ["early", "any", "any"]
    assert ids(suggest(AGAINST, "avoidant", "middle")) == ids(suggest(AGAINST, "avoidant"))


def test_a_helpful_prompt_moves_up_and_a_used_one_a_little_down() -> None:
    first, second, _ = ids(suggest(AGAINST, "avoidant"))
    assert ids(suggest(AGAINST, "avoidant", history=[said(second, "helpful")]))[:2] == [second, first]
    assert ids(suggest(AGAINST, "avoidant", history=[said(first, "used")]))[:2] == [second, first]
    found = suggest(AGAINST, "avoidant", history=[said(second, "helpful"), said(second, "used")])
    assert ids(found)[0] == second
    assert "found it helpful" in found.prompts[0].reason


def test_a_prompt_not_for_this_client_stays_out_and_it_is_said() -> None:
    first, second, avoid = ids(suggest(AGAINST, "avoidant"))
    found = suggest(AGAINST, "avoidant", history=[said(first, "not_for_client"), said(avoid, "not_for_client")])
    assert not {first, avoid} & set(ids(found))
    assert second in ids(found)
    assert "(2)" in found.left_out
    assert found.prompts[2].prompt.pattern == "unknown"
    assert "were set aside" in found.prompts[2].reason


def test_a_changed_mind_counts_as_last_said() -> None:
    first = ids(suggest(AGAINST, "avoidant"))[0]
    back = [said(first, "not_for_client"), said(first, "helpful")]
    assert first in ids(suggest(AGAINST, "avoidant", history=back))
    assert first not in ids(suggest(AGAINST, "avoidant", history=back[::-1]))


def test_when_everything_was_set_aside_three_still_come_and_say_so() -> None:
    everything = [said(prompt.id, "not_for_client") for prompt in library()]
    found = suggest(AGAINST, "avoidant", history=everything)
    assert ids(found) == ids(suggest(AGAINST, "avoidant"))
    assert all("nothing else fits" in suggested.reason for suggested in found.prompts)


@given(patterns, st.sampled_from(PHASES), st.integers(1, 4), st.none() | st.sampled_from(RuptureType))
def test_at_a_sign_of_risk_there_are_no_prompts_but_the_way_to_safety(
    pattern: str | None, phase: str, stage: int, kind: RuptureType | None
) -> None:
    found = suggest(RepairContext(kind, stage, risk=True), pattern, phase)
    assert (found.prompts, found.variants) == ((), ())
    assert found.risk_notice == RISK_NOTICE
    assert "crisis procedure" in RISK_NOTICE


def test_prompts_of_a_practice_can_be_chosen_from() -> None:
    own = library()[0].model_copy(update={"id": "ours", "phase": "middle"})
    episode = RepairContext(own.rupture_type, own.stage)
    assert ids(suggest(episode, own.pattern, "middle", prompts=[*library(), own]))[0] == "ours"
    with pytest.raises(PromptFileError, match="no prompt left for stage"):
        suggest(episode, own.pattern, prompts=[own])


@pytest.mark.parametrize(("pattern", "phase"), [("sunny", "any"), ("secure", "soon")])
def test_an_unknown_pattern_or_phase_is_refused(pattern: str, phase: str) -> None:
    with pytest.raises(InvalidEntryError, match="Known are"):
        suggest(AGAINST, pattern, phase)
