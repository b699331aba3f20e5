"""Simulated practices: seeded, in range, and with the base rates they claim."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from alliance_monitor.simulation import WORLDS, UnknownWorldError, World, chance_dips, cohort

PARTS = ["goal", "task", "bond"]


def means(ratings: pd.DataFrame, rater: str) -> pd.DataFrame:
    own = ratings[ratings["rater"] == rater]
    return own.assign(mean=own[PARTS].mean(axis=1))


@pytest.mark.parametrize("world", WORLDS)
def test_the_same_seed_gives_the_same_practice(world: str) -> None:
    one, again, other = cohort(world, 20, seed=1), cohort(world, 20, seed=1), cohort(world, 20, seed=2)
    pd.testing.assert_frame_equal(one.ratings, again.ratings)
    pd.testing.assert_frame_equal(one.ruptures, again.ruptures)
    assert one.practice == again.practice != other.practice
    assert not one.ratings.equals(other.ratings)


@pytest.mark.parametrize("world", WORLDS)
def test_ratings_stay_on_their_scales_and_in_held_sessions(world: str) -> None:
    practice = cohort(world, 200, seed=3)
    assert practice.ratings[PARTS].stack().between(1, 7).all()
    assert practice.ratings["tension"].isin([1, 2, 3, 4, 5]).all()
    assert not practice.ratings.duplicated(["client_id", "session_number", "rater"]).any()
    held = practice.sessions.set_index(["client_id", "session_number"]).index
    rated = practice.ratings.set_index(["client_id", "session_number"]).index
    assert rated.isin(held).all()


@pytest.mark.parametrize("world", WORLDS)
def test_ruptures_and_sessions_tell_the_same_story(world: str) -> None:
    practice = cohort(world, 300, seed=4)
    inside = {
        (row.client_id, number) for row in practice.ruptures.itertuples() for number in range(row.onset, row.end + 1)
    }
    told = practice.sessions[practice.sessions["in_rupture"]]
    assert set(zip(told["client_id"], told["session_number"], strict=True)) == inside
    onsets = practice.sessions[practice.sessions["onset"]]
    begun = set(zip(practice.ruptures["client_id"], practice.ruptures["onset"], strict=True))
    assert set(zip(onsets["client_id"], onsets["session_number"], strict=True)) == begun
    assert (practice.ruptures["onset"] >= 2).all()


def test_nothing_happens_in_the_null_world() -> None:
    practice = cohort("null", 100, seed=5)
    assert len(practice.ruptures) == 0
    assert not practice.sessions["in_rupture"].any()


def test_base_rates_are_what_the_literature_gives() -> None:
    practice = cohort("growth", 3_000, seed=6, varied=False)
    client, therapist = means(practice.ratings, "client"), means(practice.ratings, "therapist")
    by_client = client.groupby("client_id")["mean"]
    between, within = by_client.mean().var(), by_client.var().mean()
    assert 0.65 <= between / (between + within) <= 0.80
    assert 0.45 <= np.sqrt(within) <= 0.55
    deviation = client["mean"] - by_client.transform("mean")
    earlier = deviation.groupby(client["client_id"]).shift()
    assert 0.15 <= (deviation * earlier).mean() / deviation.var() <= 0.30
    difference = client["mean"].mean() - therapist["mean"].mean()
    assert 0.4 <= difference / np.sqrt(between + within) <= 0.7
    level = pd.concat([by_client.mean(), therapist.groupby("client_id")["mean"].mean()], axis=1)
    assert 0.25 <= level.corr().iloc[0, 1] <= 0.45
    assert 0.15 <= 1 - len(client) / len(practice.sessions) <= 0.20
    quiet = practice.sessions[~practice.sessions["in_rupture"] | practice.sessions["onset"]]
    assert 0.04 <= quiet["onset"].mean() <= 0.075
    lengths = practice.ruptures["end"] - practice.ruptures["onset"] + 1
    assert lengths.between(1, 6).all()
    assert 0.45 <= practice.ruptures["repaired"].mean() <= 0.62


def test_ratings_are_lower_and_tension_higher_in_a_rupture() -> None:
    practice = cohort("growth", 500, seed=7)
    rated = means(practice.ratings, "client").merge(practice.sessions)
    inside = rated.groupby("in_rupture")[["mean", "tension"]].mean()
    assert inside.loc[True, "mean"] < inside.loc[False, "mean"] - 0.4
    assert inside.loc[True, "tension"] > inside.loc[False, "tension"] + 0.4


def test_a_rupture_left_unrepaired_makes_leaving_likelier() -> None:
    calm = World("calm", onset=0.0, leaving=0.03)
    torn = World("torn", onset=0.3, repaired=0.0, leaving=0.03)
    stayed = [len(cohort(world, 500, seed=8, varied=False).sessions) for world in (calm, torn)]
    assert stayed[1] < 0.9 * stayed[0]


def test_practices_of_one_world_differ_and_may_be_held_fixed() -> None:
    assert cohort("growth", 5, seed=1).practice != WORLDS["growth"]
    assert cohort("growth", 5, seed=1, varied=False).practice == WORLDS["growth"]


@pytest.mark.parametrize(("deviations", "low", "high"), [(1, 0.60, 0.89), (2, 0.20, 0.46)])
def test_noise_alone_makes_dips_and_returns_as_often_as_the_methods_page_says(
    deviations: float, low: float, high: float
) -> None:
    for world in WORLDS.values():
        assert low <= chance_dips(world, deviations) <= high
    assert chance_dips(WORLDS["null"], deviations, seed=1) != chance_dips(WORLDS["null"], deviations, seed=2)


def test_an_unknown_world_is_refused_by_name() -> None:
    with pytest.raises(UnknownWorldError, match="atlantis"):
        cohort("atlantis", 5, seed=1)


def test_a_practice_may_be_empty() -> None:
    assert len(cohort("growth", 0, seed=1).ratings) == 0
