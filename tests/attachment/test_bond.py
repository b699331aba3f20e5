"""The five bond elements, and how securely a client talks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance_monitor.attachment.bond import ELEMENTS, BondElements, Strength, TalkCounts


@pytest.mark.parametrize(
    ("strengths", "words"),
    [
        (("weak",) * 5, "more distance first"),
        (("overly_intense",) * 5, "start near"),
        (("moderate",) * 5, "Moderate throughout"),
        (("weak", "overly_intense", "moderate", "moderate", "moderate"), "both towards you and away"),
        (("weak", "moderate", "moderate", "moderate", "moderate"), "one side to keep in view"),
        (("weak", None, None, None, None), "more distance first"),
    ],
)
def test_what_the_elements_suggest(strengths: tuple[str | None, ...], words: str) -> None:
    judged = BondElements.model_validate(dict(zip(ELEMENTS, strengths, strict=True)))
    assert words in judged.suggests()


@given(st.lists(st.none() | st.sampled_from(Strength), min_size=5, max_size=5))
def test_something_is_always_said_when_something_was_judged(strengths: list[Strength | None]) -> None:
    given_ = dict(zip(ELEMENTS, strengths, strict=True))
    if any(strengths):
        assert BondElements.model_validate(given_).suggests()
    else:
        with pytest.raises(ValidationError, match="at least one"):
            BondElements.model_validate(given_)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_share_of_secure_talk_is_of_all_that_was_counted(secure: int, avoidant: int, preoccupied: int) -> None:
    if secure + avoidant + preoccupied == 0:
        with pytest.raises(ValidationError):
            TalkCounts()
        return
    share = TalkCounts(secure=secure, avoidant=avoidant, preoccupied=preoccupied).share
    assert share * (secure + avoidant + preoccupied) == pytest.approx(secure)


def test_what_was_judged_or_counted_cannot_be_changed_afterwards() -> None:
    judged, counted = BondElements(proximity=Strength.WEAK), TalkCounts(secure=1)
    with pytest.raises(ValidationError):
        judged.proximity = Strength.INTENSE  # type: ignore[misc]
    with pytest.raises(ValidationError):
        counted.secure = 2  # type: ignore[misc]
