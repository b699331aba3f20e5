"""Ratings are put in order by packed integers, or by numbered sessions where those would not fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.detection import RatingsError
from alliance_monitor.detection.reading.sessions import read_sessions

TOO_LARGE_TO_PACK = 2**61

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
def test_every_rating_is_placed_by_client_session_and_rater(keys: list[tuple[int, int, str]]) -> None:
    sessions = read_sessions(frame(keys))
    expected = sorted({(client, number) for client, number, _ in keys})
    clients = sessions.client_ids.repeat(np.diff(sessions.first))
    assert list(zip(clients, sessions.number.tolist(), strict=True)) == expected
    for rater, rows in zip(("client", "therapist"), sessions.row, strict=True):
        found = [keys.index((*pair, rater)) if (*pair, rater) in keys else -1 for pair in expected]
        assert rows.tolist() == found


@given(KEYS)
def test_packing_and_numbering_give_the_same_sessions(keys: list[tuple[int, int, str]]) -> None:
    packed = read_sessions(frame(keys))
    numbered = read_sessions(frame([(client, number + TOO_LARGE_TO_PACK, rater) for client, number, rater in keys]))
    assert list(packed.client_ids) == list(numbered.client_ids)
    np.testing.assert_array_equal(packed.number + TOO_LARGE_TO_PACK, numbered.number)
    np.testing.assert_array_equal(packed.first, numbered.first)
    np.testing.assert_array_equal(packed.row, numbered.row)


def test_session_numbers_with_many_gaps_and_very_large_ones_are_read() -> None:
    sessions = read_sessions(
        frame([(1, 3, "client"), (1, 2**40, "client"), (0, 900, "therapist"), (1, 3, "therapist")])
    )
    assert sessions.number.tolist() == [900, 3, 2**40]
    assert sessions.first.tolist() == [0, 1, 3]
    assert sessions.row.tolist() == [[-1, 0, 1], [2, 3, -1]]


@pytest.mark.parametrize("offset", [0, TOO_LARGE_TO_PACK])
def test_a_repeated_rating_is_found(offset: int) -> None:
    number = 1 + offset
    ratings = frame([(1, number, "client"), (1, 2, "client"), (1, number, "client"), (1, number, "therapist")])
    with pytest.raises(RatingsError, match="more than one rating") as refused:
        read_sessions(ratings)
    assert refused.value.rows == (0, 2)
