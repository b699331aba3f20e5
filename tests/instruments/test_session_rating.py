"""A filled-in session form becomes one person's rating, every part in its place."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from alliance_monitor.instruments import instrument, session_rating
from alliance_monitor.records.ratings import Rater

BRIEF = instrument("brief-session")


def test_every_answer_of_our_own_form_arrives_at_its_part() -> None:
    rating = session_rating(BRIEF, {"1": 2, "2": 3.5, "3": 6, "4": 4}, Rater.THERAPIST, resolution=5)
    assert (rating.goal, rating.task, rating.bond, rating.tension, rating.resolution) == (2, 3.5, 6, 4, 5)
    assert (rating.depth, rating.smoothness) == (None, None)
    assert (rating.rater, rating.instrument, rating.instrument_version) == (Rater.THERAPIST, "brief-session", 1)
    assert rating.answers == {"1": 2, "2": 3.5, "3": 6, "4": 4}


def test_what_was_not_answered_stays_missing() -> None:
    rating = session_rating(BRIEF, {"2": 3}, Rater.CLIENT)
    assert (rating.parts, rating.tension, rating.resolution) == ((None, 3, None), None, None)
    assert session_rating(BRIEF, {"4": 5}, Rater.CLIENT).tension == 5


def test_lines_of_ten_centimetres_are_mapped_onto_one_to_seven() -> None:
    # The SRS: relationship (bond), goals, approach (task); 1 + 6 · cm / 10.
    rating = session_rating(instrument("srs"), {"1": 10, "2": 5, "3": 0, "4": 10}, Rater.CLIENT)
    assert (rating.goal, rating.task, rating.bond) == (4, 1, 7)


def test_an_overall_line_alone_rates_no_part() -> None:
    with pytest.raises(ValidationError, match="at least one"):
        session_rating(instrument("srs"), {"4": 9}, Rater.CLIENT)
