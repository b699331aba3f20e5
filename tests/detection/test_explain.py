"""The sentence a therapist reads."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given

from alliance_monitor.detection import advance, assess, explain
from tests.support.detection_cases import rated_sessions, story


def last_words(ratings: pd.DataFrame) -> str:
    return explain(assess(ratings).iloc[-1])


def test_a_likely_rupture_says_who_rated_what_and_what_was_usual() -> None:
    ratings = story(
        client=[6, 5.7, 6, 3.7], therapist=[5.3] * 4, client_tension=[1, 1, 1, 4], therapist_tension=[1] * 4
    )
    row = assess(ratings).iloc[-1]
    usual, spread = row["client_alliance_expected"], row["client_alliance_spread"]
    assert explain(row) == (
        f"The client rated 3.7 where {usual:.1f} ± {spread:.1f} was usual for them and reported strong "
        "tension (4 of 5); the therapist's rating stayed at 5.3."
    )


def test_a_missing_client_rating_is_said() -> None:
    words = last_words(story(client=[6, 6, 6, None], therapist=[5, 5, 5, 3]))
    assert words.startswith("The client did not rate this session; the therapist rated 3.0 where")


def test_a_missing_therapist_rating_is_said() -> None:
    assert "the therapist did not rate it" in last_words(story(client=[6, 6, 6, 3]))


def test_one_rating_is_too_few() -> None:
    words = last_words(story(client=[6], client_tension=[1]))
    assert words.startswith("Only one comparable rating so far from the client — two are needed")


def test_a_session_without_ratings_is_said() -> None:
    ratings = story(client=[6, 6])
    ratings.loc[1, ["goal", "task", "bond"]] = float("nan")
    assert last_words(ratings) == "Nobody rated this session, so there is nothing to compare."


@pytest.mark.parametrize(
    ("ratings", "ending"),
    [
        (story(client=[6, 6, 6]), "This is within the usual range."),
        (
            story(client=[6, 6, 5.2], client_tension=[1] * 3, therapist=[5] * 3),
            "Taken together this is not unusual enough for a flag.",
        ),
        (
            story(client=[6.3, 6.3, 6.3, 6.0, 6.0, 5.7, 5.7, 5.3, 5.3, 5.3, 5.0, 5.0], client_tension=[1] * 12),
            "No single session stands out, but the level has come down over several sessions.",
        ),
    ],
)
def test_a_session_on_track_says_why_there_is_no_flag(ratings: pd.DataFrame, ending: str) -> None:
    assert last_words(ratings).endswith(ending)


def test_tension_that_nothing_can_be_compared_with_is_not_called_usual() -> None:
    ratings = story(client=[6, 6, 6], client_tension=[None, None, 4])
    assert not last_words(ratings).endswith("usual range.")


@given(rated_sessions())
def test_every_number_comes_from_the_row_however_it_is_passed(ratings: pd.DataFrame) -> None:
    for row in assess(ratings).to_dict("records"):
        said = explain(row)
        assert said == explain(pd.Series(row))
        numbers = [f"{value:.1f}" for key, value in row.items() if isinstance(value, float)]
        numbers += [f"{row[f'{rater}_tension_observed']:g}" for rater in ("client", "therapist")]
        for number in re.findall(r"\d+(?:\.\d+)?", said.replace("of 5", "")):
            assert number in numbers
        assert "detected" not in said


def test_the_row_of_advance_is_explained_like_the_row_of_assess() -> None:
    ratings = story(client=[6, 3.3], therapist=[5, 4.3], client_tension=[1, 3])
    state = None
    for _, session in ratings.groupby("session_number"):
        state, row = advance(state, session.to_dict("records"))
    assert explain(row) == last_words(ratings)
    assert explain(next(assess(ratings).tail(1).itertuples())) == last_words(ratings)
