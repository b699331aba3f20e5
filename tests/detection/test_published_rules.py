"""One contract for every rule from the literature, and each formula by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.detection import assess, comparison
from alliance_monitor.detection.published import RULES, PublishedRule, apply_rule, reliable_change_index
from alliance_monitor.detection.published.earlier import SMALLEST_SD
from alliance_monitor.detection.published.ewma import EWMA, WEIGHT
from alliance_monitor.detection.published.last_drop import LAST_DROP
from alliance_monitor.detection.published.own_sd_drop import OWN_SD_DROP
from alliance_monitor.detection.published.reliable_change import RELIABILITY, RELIABLE_CHANGE, SAMPLE_SD
from alliance_monitor.detection.published.reported_tension import REPORTED_TENSION
from alliance_monitor.detection.published.shewhart import SHEWHART
from alliance_monitor.detection.published.srs_cut_off import SRS_CUT_OFF_RULE
from alliance_monitor.detection.published.srs_drop import SRS_DROP
from alliance_monitor.detection.published.stricter_sd import ONE_SD_DROP, POOLED_SD, TWO_SD_DROP
from tests.support.detection_cases import rated_sessions, story

every_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


@every_rule
@given(ratings=rated_sessions(), last=st.integers(1, 30))
def test_a_rule_does_not_know_the_future(rule: PublishedRule, ratings: pd.DataFrame, last: int) -> None:
    whole = apply_rule(rule, ratings)
    cut = apply_rule(rule, ratings[ratings["session_number"] <= last])
    kept = whole[whole["session_number"] <= last].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, cut)


@every_rule
@given(ratings=rated_sessions())
def test_a_rule_judges_each_client_alone_and_every_session(rule: PublishedRule, ratings: pd.DataFrame) -> None:
    whole = apply_rule(rule, ratings.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(
        whole[["client_id", "session_number"]], assess(ratings)[["client_id", "session_number"]]
    )
    for client, own in ratings.groupby("client_id"):
        alone = apply_rule(rule, own)
        np.testing.assert_array_equal(alone["suspicion"], whole.loc[whole["client_id"] == client, "suspicion"])


@every_rule
@given(ratings=rated_sessions(most_clients=1), fall=st.floats(0, 5))
def test_a_worse_newest_session_is_never_less_suspicious(
    rule: PublishedRule, ratings: pd.DataFrame, fall: float
) -> None:
    newest = ratings["session_number"] == ratings["session_number"].max()
    worse = ratings.copy()
    for part in ("goal", "task", "bond"):
        worse.loc[newest, part] = np.maximum(worse.loc[newest, part] - fall, 1.0)
    before = apply_rule(rule, ratings).iloc[-1]["suspicion"]
    after = apply_rule(rule, worse).iloc[-1]["suspicion"]
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(before) or after >= before - 1e-9


@every_rule
def test_a_rule_names_its_source_and_has_nothing_to_say_without_ratings(rule: PublishedRule) -> None:
    assert rule.source
    assert rule.label
    silent = story(client=[6, 6])
    silent[["goal", "task", "bond", "tension"]] = np.nan
    assert not apply_rule(rule, silent)["flagged"].any()


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


SPREAD = float(np.std([6, 5, 6, 5], ddof=1))

BY_HAND = [
    (LAST_DROP, [6, 5, 6, 5, 3], 2.0),
    (OWN_SD_DROP, [6, 5, 6, 5, 3], 2.5 / SPREAD),
    (OWN_SD_DROP, [6, 6, 5], 1 / SMALLEST_SD),
    (ONE_SD_DROP, [6, 5, 6, 5, 3], 2.5 / SPREAD),
    (TWO_SD_DROP, [6, 6, 6, 5], 1 / POOLED_SD),
    (RELIABLE_CHANGE, [6, 5, 6, 5, 3], 3 / (sqrt(2) * SAMPLE_SD * sqrt(1 - RELIABILITY))),
    (SHEWHART, [6, 5, 6, 5, 3], 2.5 / (1 / 1.128)),
    (SRS_CUT_OFF_RULE, [6, 4], 16.0),
    (SRS_DROP, [6, 4.5], 10.0),
]


@pytest.mark.parametrize(("rule", "course", "suspicion"), BY_HAND, ids=[case[0].id for case in BY_HAND])
def test_the_formula_by_hand(rule: PublishedRule, course: list[float], suspicion: float) -> None:
    assert apply_rule(rule, story(client=course)).iloc[-1]["suspicion"] == pytest.approx(suspicion)


def test_the_average_of_the_ewma_chart_by_hand() -> None:
    average = 6.0
    for rating in (5, 6, 5, 3):
        average = WEIGHT * rating + (1 - WEIGHT) * average
    distance = (5.5 - average) / (SPREAD * sqrt(WEIGHT / (2 - WEIGHT)))
    assert apply_rule(EWMA, story(client=[6, 5, 6, 5, 3])).iloc[-1]["suspicion"] == pytest.approx(distance)


def test_the_published_check_value_of_the_reliable_change_index() -> None:
    assert reliable_change_index(47.5 - 32.5, sd=7.5, reliability=0.80) == pytest.approx(3.16, abs=0.005)


def test_tension_counts_whoever_reports_it() -> None:
    ratings = story(client=[6, 6, 6], client_tension=[1, 3, None], therapist_tension=[1, 1, 4])
    assert apply_rule(REPORTED_TENSION, ratings)["suspicion"].tolist() == [1, 3, 4]
    assert apply_rule(REPORTED_TENSION, ratings)["flagged"].tolist() == [False, True, True]


def test_a_missing_rating_is_passed_over() -> None:
    assert apply_rule(LAST_DROP, story(client=[6, None, 4], therapist=[5, 5, 5]))["suspicion"].iloc[-1] == 2.0


def test_the_comparison_shown_has_every_rule_and_the_score_with_shares_and_intervals() -> None:
    shown = comparison()
    assert {rule.label for rule in RULES} < set(shown["method"])
    assert "this project's score" in set(shown["method"])
    shares = shown.drop(columns=["method", "as_it_stands"])
    assert ((shares >= 0) & (shares <= 1)).all().all()
    for at in ("at_2", "at_5"):
        assert (shown[f"{at}_low"] <= shown[f"{at}_next"]).all()
        assert (shown[f"{at}_next"] <= shown[f"{at}_high"]).all()
    shown["method"] = ""
    assert set(comparison()["method"]) != {""}
