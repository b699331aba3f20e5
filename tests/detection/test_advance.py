"""One session at a time gives what the whole archive gives."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from alliance_monitor.detection import (
    RatingsError,
    State,
    advance,
    assess,
    assess_and_keep,
    back_in_usual_range,
    back_in_usual_ranges,
)
from alliance_monitor.detection.judging.assessment import Assessment
from tests.support.detection_cases import rated_sessions, story


def by_session(ratings: pd.DataFrame) -> list[list[dict[Any, Any]]]:
    return [records.to_dict("records") for _, records in ratings.groupby("session_number")]


@given(rated_sessions())
def test_session_by_session_agrees_with_the_whole(ratings: pd.DataFrame) -> None:
    rows: list[Assessment] = []
    for _, own in ratings.groupby("client_id"):
        state = None
        for session in by_session(own):
            state, row = advance(state, session)
            state = State.of(*json.loads(json.dumps(state)))
            rows.append(row)
    step_by_step, whole = pd.DataFrame(rows), assess(ratings)
    numbers = [name for name in Assessment._fields if whole[name].dtype.kind == "f"]
    np.testing.assert_allclose(
        step_by_step[numbers].to_numpy(dtype=float), whole[numbers].to_numpy(dtype=float), rtol=0, atol=1e-9
    )
    for name in ("client_id", "session_number", "status", "decline"):
        assert step_by_step[name].tolist() == whole[name].tolist()


def test_the_state_passed_in_stays_as_it_was() -> None:
    first, second = by_session(story(client=[6, 3], client_tension=[1, 4]))
    state, _ = advance(None, first)
    kept = json.dumps(state)
    once = advance(state, second)
    assert json.dumps(state) == kept
    assert repr(advance(state, second)) == repr(once)


def test_missing_answers_may_be_none_or_pandas_na() -> None:
    record = {
        "client_id": "Ada",
        "session_number": 1,
        "rater": "client",
        "goal": 6,
        "task": None,
        "bond": pd.NA,
    }
    _, row = advance(None, [record | {"tension": float("nan")}])
    assert row.client_alliance_observed == 6.0
    assert np.isnan(row.client_tension_observed)


def rating(**changes: Any) -> dict[str, Any]:
    return {
        "client_id": "Ada",
        "session_number": 2,
        "rater": "client",
        "goal": 6.0,
        "task": 6.0,
        "bond": 6.0,
        "tension": 1.0,
    } | changes


@pytest.mark.parametrize(
    ("records", "column"),
    [
        ([], "rater"),
        ([rating(rater="observer")], "rater"),
        ([rating(), rating()], "rater"),
        ([rating(goal=7.5)], "goal"),
        ([rating(task="high")], "task"),
        ([rating(tension=0)], "tension"),
        ([rating(client_id=None)], "client_id"),
        ([rating(client_id="Bo")], "client_id"),
        ([rating(), rating(rater="therapist", client_id="Bo")], "client_id"),
        ([rating(session_number=1)], "session_number"),
        ([rating(session_number=2.5)], "session_number"),
        ([rating(), rating(rater="therapist", session_number=3)], "session_number"),
        ([{key: value for key, value in rating().items() if key != "bond"}], "bond"),
    ],
)
def test_what_does_not_fit_is_refused_by_column(records: list[dict[str, Any]], column: str) -> None:
    state, _ = advance(None, [rating(session_number=1)])
    with pytest.raises(RatingsError) as refused:
        advance(state, records)
    assert column in refused.value.columns


@given(rated_sessions())
def test_the_whole_leaves_the_states_that_session_by_session_leaves(ratings: pd.DataFrame) -> None:
    judged, states = assess_and_keep(ratings)
    pd.testing.assert_frame_equal(judged, assess(ratings))
    clients = judged["client_id"].unique().tolist()
    for place, client in enumerate(clients):
        state = None
        for session in by_session(ratings[ratings["client_id"] == client]):
            state, _ = advance(state, session)
        assert state is not None
        np.testing.assert_allclose(states[:, place], np.array(state.channels), rtol=0, atol=1e-9)


@given(rated_sessions())
def test_all_rows_are_back_in_the_usual_range_where_each_one_is(ratings: pd.DataFrame) -> None:
    judged = assess(ratings)
    each = [back_in_usual_range(row) for row in judged.itertuples(index=False)]
    assert back_in_usual_ranges(judged).tolist() == each
