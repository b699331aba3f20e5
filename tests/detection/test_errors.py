"""Ratings that cannot be read are refused whole, by row and column and without quoting anyone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from alliance_monitor.detection import RatingsError, assess, fit_norms
from alliance_monitor.detection.published import RULES, apply_rule
from alliance_monitor.errors import AllianceError
from tests.support.detection_cases import story


def good() -> pd.DataFrame:
    ratings = story(client=[6, 5.3, 6], therapist=[5, 5, 5], client_tension=[1, 2, 1])
    return ratings.set_index(pd.Index([f"line {number}" for number in range(6)]))


def spoiled(column: str, rows: list[str], value: Any) -> pd.DataFrame:
    ratings = good().astype({column: object})
    for row in rows:
        ratings.loc[row, column] = value
    return ratings


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("goal", 7.25),
        ("task", 0.75),
        ("bond", np.inf),
        ("bond", "much"),
        ("tension", 6),
        ("tension", 0),
        ("rater", "observer"),
        ("rater", None),
        ("session_number", 0),
        ("session_number", 1.5),
        ("session_number", None),
        ("client_id", None),
        ("client_id", np.nan),
    ],
)
def test_a_bad_value_is_named_by_column_and_row(column: str, value: Any) -> None:
    with pytest.raises(RatingsError) as refused:
        assess(spoiled(column, ["line 1", "line 4"], value))
    assert column in refused.value.columns
    assert set(refused.value.rows) >= {"line 1", "line 4"}
    assert "line 1" in str(refused.value)
    assert "line 0" not in str(refused.value)


def test_no_rating_is_quoted() -> None:
    with pytest.raises(RatingsError) as refused:
        assess(spoiled("goal", ["line 2"], 9.87))
    assert "9.87" not in str(refused.value)


def test_all_problems_come_at_once() -> None:
    ratings = spoiled("goal", ["line 0"], 12)
    ratings.loc["line 3", "rater"] = "nobody"
    with pytest.raises(RatingsError) as refused:
        assess(ratings)
    assert set(refused.value.columns) == {"goal", "rater"}


def test_two_ratings_of_one_session_by_one_rater_are_both_named() -> None:
    ratings = pd.concat([good(), good().loc[["line 2"]].rename(index={"line 2": "again"})])
    with pytest.raises(RatingsError) as refused:
        assess(ratings)
    assert set(refused.value.rows) == {"line 2", "again"}


def test_every_repetition_is_named() -> None:
    ratings = pd.concat([good(), good().loc[["line 2", "line 5"]].rename(index=lambda row: f"again {row}")])
    with pytest.raises(RatingsError) as refused:
        assess(ratings)
    assert set(refused.value.rows) == {"line 2", "again line 2", "line 5", "again line 5"}


@pytest.mark.parametrize("column", ["client_id", "session_number", "rater", "goal", "task", "bond", "tension"])
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(RatingsError) as refused:
        assess(good().drop(columns=column))
    assert refused.value.columns == (column,)


def test_a_column_that_is_there_twice_is_named() -> None:
    with pytest.raises(RatingsError) as refused:
        assess(pd.concat([good(), good()[["goal"]]], axis=1))
    assert refused.value.columns == ("goal",)


def test_many_rows_are_counted_rather_than_listed() -> None:
    many = pd.concat([story(client=[6] * 40)], ignore_index=True).assign(goal=99.0)
    with pytest.raises(RatingsError, match="and 30 more") as refused:
        assess(many)
    assert len(refused.value.rows) == 40


def test_the_error_is_one_that_people_may_see() -> None:
    assert issubclass(RatingsError, AllianceError)


@pytest.mark.parametrize("reader", [assess, fit_norms, *(lambda r, rule=rule: apply_rule(rule, r) for rule in RULES)])
def test_everything_that_reads_ratings_refuses_the_same(reader: Any) -> None:
    with pytest.raises(RatingsError):
        reader(spoiled("goal", ["line 1"], 8))


def test_the_index_and_optional_columns_do_not_matter() -> None:
    plain = assess(good().reset_index(drop=True))
    dated = good().assign(session_date=pd.NaT, note="kept out", instrument="brief")
    pd.testing.assert_frame_equal(assess(dated), plain)
    as_text = good().astype({"rater": "category", "client_id": "string"})
    assert assess(as_text)["score"].tolist()[1:] == plain["score"].tolist()[1:]
