"""Ratings are put in order in two ways; both give the same sessions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.detection import RatingsError
from alliance_monitor.detection.sessions import _in_order, _placed, read_sessions
from alliance_monitor.detection.tidy import Findings, check

KEYS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 12), st.sampled_from(("client", "therapist"))),
    min_size=1,
    max_size=60,
    unique=True,
)


def frame(keys: list[tuple[int, int, str]]) -> pd.DataFrame:
    ratings = pd.DataFrame(keys, columns=["client_id", "session_number", "rater"])
    for part in ("goal", "task", "bond"):
        ratings[part] = 5.0
    return ratings.assign(tension=1.0)


@given(KEYS)
def test_placing_and_sorting_give_the_same_sessions(keys: list[tuple[int, int, str]]) -> None:
    ratings = frame(keys)
    findings = Findings(ratings.index)
    tidy = check(ratings, findings)
    placed, ordered = _placed(tidy), _in_order(tidy, findings)
    if placed is None:
        assert sum(ratings.groupby("client_id")["session_number"].max()) > len(ratings)
        return
    assert list(placed.client_ids) == list(ordered.client_ids)
    for name in ("first", "number", "row"):
        np.testing.assert_array_equal(getattr(placed, name), getattr(ordered, name))


def test_session_numbers_with_many_gaps_and_very_large_ones_are_read() -> None:
    sessions = read_sessions(
        frame([(1, 3, "client"), (1, 2**40, "client"), (0, 900, "therapist"), (1, 3, "therapist")])
    )
    assert sessions.number.tolist() == [900, 3, 2**40]
    assert sessions.first.tolist() == [0, 1, 3]
    assert sessions.row.tolist() == [[-1, 0, 1], [2, 3, -1]]


def test_a_repeated_rating_is_found_where_rows_are_placed() -> None:
    ratings = frame([(1, 1, "client"), (1, 2, "client"), (1, 1, "client"), (1, 1, "therapist")])
    with pytest.raises(RatingsError, match="more than one rating"):
        read_sessions(ratings)
