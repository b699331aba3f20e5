"""A session as it is entered, and how long records are kept."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from alliance_monitor.records.entry import SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.retention import keep_until
from alliance_monitor.records.rupture import Observation, Observer
from alliance_monitor.records.text import Identifier, Name

CLIENTS = Rating(rater=Rater.CLIENT, goal=3)
THERAPISTS = Rating(rater=Rater.THERAPIST, goal=6)


def test_each_persons_rating_is_theirs() -> None:
    both = SessionEntry(held_on=None, ratings=(THERAPISTS, CLIENTS))
    assert (both.rating_by(Rater.CLIENT), both.rating_by(Rater.THERAPIST)) == (CLIENTS, THERAPISTS)
    assert SessionEntry(held_on=None, ratings=(THERAPISTS,)).rating_by(Rater.CLIENT) is None


def test_the_name_of_a_sign_alone_is_what_the_therapist_saw() -> None:
    entered = SessionEntry(held_on=None, observations=("anger", {"marker": "anger", "observed_by": "client"}))
    assert entered.observations == (
        Observation(marker="anger", observed_by=Observer.THERAPIST),
        Observation(marker="anger", observed_by=Observer.CLIENT),
    )


def test_one_person_notes_a_sign_once_a_session() -> None:
    with pytest.raises(ValidationError, match="once a session"):
        SessionEntry(held_on=None, observations=("anger", "anger"))


def test_session_numbers_start_at_one() -> None:
    assert SessionEntry(held_on=None, number=1).number == 1
    with pytest.raises(ValidationError, match="start at 1"):
        SessionEntry(held_on=None, number=0)


@pytest.mark.parametrize(
    ("ended_on", "months", "last"),
    [
        (date(2026, 3, 15), 6, date(2026, 9, 15)),
        (date(2026, 3, 15), 120, date(2036, 3, 15)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), 11, date(2026, 12, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 5, 31), 1, date(2026, 6, 30)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 3, 15), 0, date(2026, 3, 15)),
    ],
)
def test_records_are_kept_until_the_same_day_so_many_months_later(ended_on: date, months: int, last: date) -> None:
    assert keep_until(ended_on, months) == last


def test_a_mean_is_of_the_rated_parts_alone() -> None:
    assert Rating(rater=Rater.CLIENT, goal=3, task=4, bond=6.5).mean == 4.5
    assert Rating(rater=Rater.CLIENT, goal=3, bond=6).mean == 4.5
    assert Rating(rater=Rater.CLIENT, tension=2).mean is None


@pytest.mark.parametrize("text", ["A", "x" * 80, "  Zoe  "])
def test_a_name_is_one_line_of_up_to_eighty_characters(text: str) -> None:
    assert TypeAdapter(Name).validate_python(text) == text.strip()


@pytest.mark.parametrize("text", ["", "   ", "x" * 81, "a\nb", "a\u202eb", 7])
def test_what_is_no_name_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(text)


@pytest.mark.parametrize("text", ["", "x" * 81, "a\nb", "a<b", "a;b"])
def test_an_identifier_is_short_and_plain(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Identifier).validate_python(text)
    assert TypeAdapter(Identifier).validate_python("wai-sr@1.2/a b"[:6]) == "wai-sr"
