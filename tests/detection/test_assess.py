"""What every assessment keeps to, whatever the ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.detection import STATUSES, DetectionSettings, assess
from alliance_monitor.detection.channels import CHANNELS
from alliance_monitor.detection.judging.assessment import Assessment
from alliance_monitor.detection.judging.batch import CHUNK
from tests.support.detection_cases import COLUMNS, rated_sessions, story

EVIDENCE = [f"{channel.name}_evidence" for channel in CHANNELS]


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


@given(rated_sessions(), st.integers(1, 30))
def test_a_session_does_not_know_the_future(ratings: pd.DataFrame, last: int) -> None:
    whole = assess(ratings)
    cut = assess(ratings[ratings["session_number"] <= last])
    same(whole[whole["session_number"] <= last].reset_index(drop=True), cut)


@given(rated_sessions(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(ratings: pd.DataFrame, chance: object) -> None:
    order = list(range(len(ratings)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    same(assess(ratings), assess(ratings.iloc[order]))


@given(rated_sessions())
def test_names_of_clients_do_not_matter(ratings: pd.DataFrame) -> None:
    named = ratings.assign(client_id=[f"case {100 - number:03}" for number in ratings["client_id"]])
    expected = assess(ratings).assign(client_id=lambda rows: [f"case {100 - n:03}" for n in rows["client_id"]])
    expected = expected.sort_values(["client_id", "session_number"])
    same(assess(named).drop(columns="client_id"), expected.drop(columns="client_id"))


@given(rated_sessions())
def test_a_client_is_judged_alone(ratings: pd.DataFrame) -> None:
    whole = assess(ratings)
    for client, own in ratings.groupby("client_id"):
        same(assess(own), whole[whole["client_id"] == client])


@given(rated_sessions())
def test_evidence_and_prior_add_up_to_the_score(ratings: pd.DataFrame) -> None:
    rows = assess(ratings)
    np.testing.assert_allclose(rows[[*EVIDENCE, "prior"]].sum(axis=1, skipna=False), rows["score"], atol=1e-12)
    np.testing.assert_allclose(1 / (1 + np.exp(-rows["score"])), rows["rupture_probability"], atol=1e-12)


@given(rated_sessions())
def test_a_channel_that_cannot_be_compared_adds_exactly_nothing(ratings: pd.DataFrame) -> None:
    rows = assess(ratings)
    for evidence in EVIDENCE:
        channel = evidence.removesuffix("_evidence")
        missing = rows[f"{channel}_expected"].isna()
        assert (rows.loc[missing, evidence] == 0.0).all()
        assert rows.loc[rows[f"{channel}_observed"].isna(), f"{channel}_spread"].isna().all()


@given(rated_sessions())
def test_status_follows_score_and_limits(ratings: pd.DataFrame) -> None:
    settings = DetectionSettings()
    for row in assess(ratings, settings=settings).itertuples():
        if np.isnan(row.score):
            assert row.status == "not_enough_data"
        else:
            assert row.status == STATUSES[1 + (row.score >= settings.possible) + (row.score >= settings.likely)]
        assert not (row.decline and row.status != "on_track")


@given(rated_sessions(most_clients=1), st.floats(0, 6), st.floats(0, 4), st.integers(0, 5))
def test_a_worse_newest_session_never_scores_lower(
    ratings: pd.DataFrame, lower: float, tenser: float, which: int
) -> None:
    newest = ratings["session_number"] == ratings["session_number"].max()
    worse = ratings.copy()
    if which < 3:
        part = ("goal", "task", "bond")[which]
        worse.loc[newest, part] = np.maximum(worse.loc[newest, part] - lower, 1.0)
    else:
        worse.loc[newest, "tension"] = np.minimum(worse.loc[newest, "tension"] + tenser, 5.0)
    before, after = assess(ratings).iloc[-1]["score"], assess(worse).iloc[-1]["score"]
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(before) or after >= before - 1e-12


@given(rated_sessions(), st.floats(0.1, 5.0))
def test_a_change_of_instrument_never_raises_a_flag_by_itself(ratings: pd.DataFrame, fall: float) -> None:
    changed = ratings.assign(instrument="old")
    newest = changed.groupby("client_id")["session_number"].transform("max") == changed["session_number"]
    changed.loc[newest, "instrument"] = "new"
    for part in ("goal", "task", "bond"):
        changed.loc[newest, part] = np.maximum(changed.loc[newest, part] - fall, 1.0)
    last = assess(changed).groupby("client_id").tail(1)
    # Nothing by this rater can be compared on the new instrument yet, so nothing can be flagged.
    assert (last["status"] == "not_enough_data").all()


def test_other_raters_go_on_when_one_changes_instrument() -> None:
    ratings = story(client=[6, 6, 6, 3], therapist=[5, 5, 5, 3])
    ratings["instrument"] = "old"
    ratings.loc[(ratings["rater"] == "client") & (ratings["session_number"] == 4), "instrument"] = "new"
    row = assess(ratings).iloc[-1]
    assert row["client_alliance_evidence"] == 0.0
    assert row["therapist_alliance_evidence"] > 0.0


def test_a_rating_without_instrument_counts_as_the_same_one() -> None:
    ratings = story(client=[6, 6, 6, 3])
    ratings["instrument"] = ["old", None, "old", None]
    same(assess(ratings), assess(ratings.drop(columns="instrument")))


def test_no_ratings_give_no_rows_but_all_columns() -> None:
    empty = assess(pd.DataFrame(columns=COLUMNS))
    assert len(empty) == 0
    assert list(empty.columns) == list(Assessment._fields)


def test_the_first_rating_is_not_judged_and_the_second_is() -> None:
    rows = assess(story(client=[6, 2.5], client_tension=[1, 4]))
    assert list(rows["status"]) == ["not_enough_data", "likely"]
    assert np.isnan(rows["score"][0])


def test_a_session_nobody_answered_is_there_without_a_score() -> None:
    ratings = story(client=[6, 6, 6])
    ratings.loc[1, ["goal", "task", "bond", "tension"]] = np.nan
    rows = assess(ratings)
    assert list(rows["status"]) == ["not_enough_data", "not_enough_data", "on_track"]


@pytest.mark.parametrize(
    ("ratings", "status"),
    [
        (story(client=[6, 6, 5.7, 6, 3.0]), "likely"),
        (story(client=[6, 6, 5.7, 6, 5.7]), "on_track"),
        (story(client=[7] * 8, client_tension=[1] * 8), "on_track"),
        (story(client=[7] * 8 + [5]), "likely"),
        (story(client=[6, 6, 6, 4.8], client_tension=[1, 1, 1, 4]), "likely"),
        (story(therapist=[5, 5.3, 5, 5, 3], therapist_tension=[1, 1, 1, 1, 4]), "likely"),
        (story(therapist=[5, 5.3, 5, 5, 5], therapist_tension=[1, 1, 1, 1, 2]), "on_track"),
        (story(client=[3, 3.3, 3, 3, 3.3]), "on_track"),
    ],
    ids=[
        "a plain fall",
        "ordinary variation",
        "always the maximum",
        "from always the maximum",
        "a smaller fall with tension",
        "only the therapist rates",
        "only the therapist rates, quiet",
        "always low is usual for them",
    ],
)
def test_what_is_said_of_short_stories(ratings: pd.DataFrame, status: str) -> None:
    assert assess(ratings).iloc[-1]["status"] == status


def test_a_slow_fall_is_called_decline_and_not_a_rupture() -> None:
    course = [6.3, 6.3, 6.3, 6.0, 6.0, 5.7, 5.7, 5.3, 5.3, 5.3, 5.0, 5.0]
    rows = assess(story(client=course, client_tension=[1] * 12))
    assert rows.iloc[-1]["decline"]
    assert not rows["status"].isin(["possible", "likely"]).any()
    assert not assess(story(client=[6.3, 6.0] * 6))["decline"].any()


def test_ratings_of_someone_near_the_top_are_expected_to_vary_less() -> None:
    spreads = [assess(story(client=[usual] * 4)).iloc[-1]["client_alliance_spread"] for usual in (7, 6, 5)]
    assert spreads == sorted(spreads)
    assert spreads[0] < 0.8 * spreads[2]


def test_a_better_rating_reassures_but_not_without_end() -> None:
    calm, better, best = (
        assess(story(client=[5, 5, 5, last])).iloc[-1]["client_alliance_evidence"] for last in (5, 5.5, 7)
    )
    assert calm > better == best


def test_many_clients_are_judged_like_few() -> None:
    one = story(client=[6, 6, 3], therapist=[5, 5, 4], client_tension=[1, 2, 4])
    several = pd.concat([one.assign(client_id=number) for number in range(CHUNK + 3)], ignore_index=True)
    rows = assess(several)
    assert list(rows["client_id"].unique()) == list(range(CHUNK + 3))
    for column in ("score", "client_alliance_expected", "therapist_alliance_spread"):
        by_client = rows[column].to_numpy().reshape(CHUNK + 3, 3)
        np.testing.assert_array_equal(by_client, np.broadcast_to(by_client[0], by_client.shape))


@pytest.mark.parametrize("offset", [0, -70, 2**62])
def test_any_whole_number_may_be_an_id(offset: int) -> None:
    one = story(client=[6, 6, 3], client_id=1 + offset)
    two = story(client=[6, 6, 6], client_id=2 + offset)
    rows = assess(pd.concat([two, one]))
    assert rows["client_id"].tolist() == [1 + offset] * 3 + [2 + offset] * 3
    assert rows["status"].tolist()[-4:] == ["likely", "not_enough_data", "on_track", "on_track"]


def test_large_session_numbers_are_ordered_too() -> None:
    ratings = story(client=[6, 6, 3])
    ratings["session_number"] = [2**52, 2**52 + 1, 2**53 - 1]
    wide = pd.concat([ratings.assign(client_id=number) for number in (2**60, 7, -(2**60))])
    rows = assess(wide.sample(frac=1, random_state=1))
    assert rows["client_id"].tolist()[::3] == [-(2**60), 7, 2**60]
    assert rows["status"].tolist() == ["not_enough_data", "on_track", "likely"] * 3
