"""What a person said: limits, what is missing, and the mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance_monitor.records.entry import Attendance, ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating

part = st.none() | st.floats(1, 7)


@given(part, part, part)
def test_the_mean_is_of_what_was_rated_and_lies_between(
    goal: float | None, task: float | None, bond: float | None
) -> None:
    rating = Rating(rater=Rater.CLIENT, goal=goal, task=task, bond=bond, tension=1)
    rated = [part for part in (goal, task, bond) if part is not None]
    if not rated:
        assert rating.mean is None
    else:
        assert rating.mean is not None
        assert min(rated) - 1e-9 <= rating.mean <= max(rated) + 1e-9


@given(st.floats().filter(lambda value: not 1 <= value <= 7))
def test_a_value_off_the_scale_is_refused(value: float) -> None:
    with pytest.raises(ValidationError):
        Rating(rater=Rater.CLIENT, goal=value)


@pytest.mark.parametrize("tension", [0, 6, -1, 2.5])
def test_a_tension_off_its_steps_is_refused(tension: float) -> None:
    with pytest.raises(ValidationError):
        Rating(rater=Rater.CLIENT, tension=tension)  # type: ignore[arg-type]


def test_a_rating_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least one"):
        Rating(rater=Rater.CLIENT)


def test_a_rating_cannot_be_changed_afterwards() -> None:
    rating = Rating(rater=Rater.CLIENT, goal=5)
    with pytest.raises(ValidationError):
        rating.goal = 6  # type: ignore[misc]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        Rating(rater=Rater.CLIENT, goal=5, mood=3)  # type: ignore[call-arg]


def test_each_person_rates_a_session_once() -> None:
    twice = (Rating(rater=Rater.CLIENT, goal=5), Rating(rater=Rater.CLIENT, goal=6))
    with pytest.raises(ValidationError, match="once"):
        SessionEntry(held_on=None, ratings=twice)


@pytest.mark.parametrize("attendance", [Attendance.CANCELLED, Attendance.DID_NOT_ATTEND])
def test_what_did_not_take_place_is_not_rated(attendance: Attendance) -> None:
    with pytest.raises(ValidationError, match="attended"):
        SessionEntry(held_on=None, attendance=attendance, ratings=(Rating(rater=Rater.CLIENT, goal=5),))
    with pytest.raises(ValidationError, match="attended"):
        SessionEntry(held_on=None, attendance=attendance, observations=("anger",))


@pytest.mark.parametrize("code", ["", "   ", "a\nb", "x" * 41, "C\u202e1", "C\x001"])
def test_a_code_is_one_short_visible_line(code: str) -> None:
    with pytest.raises(ValidationError):
        ClientEntry(code=code)


def test_a_code_is_kept_without_the_blanks_around_it_and_in_one_spelling() -> None:
    assert ClientEntry(code="  Zoe\u0308 ").code == "Zo\u00eb"


@pytest.mark.parametrize("note", ["x" * 2001, "hidden\u200fturn", "bell\x07"])
def test_a_note_that_hides_something_or_is_a_book_is_refused(note: str) -> None:
    with pytest.raises(ValidationError):
        SessionEntry(held_on=None, note=note)


def test_a_note_keeps_its_lines() -> None:
    assert SessionEntry(held_on=None, note="one\n\ttwo ").note == "one\n\ttwo"
