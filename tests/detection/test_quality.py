"""The score finds more than the published rules, and its probability means what it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from alliance_monitor.detection import assess
from alliance_monitor.detection.published import RULES, apply_rule
from alliance_monitor.detection.published.shewhart import SHEWHART
from alliance_monitor.simulation import WORLDS, cohort


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    pieces = []
    for index, world in enumerate(WORLDS):
        practice = cohort(world, 300, seed=9_000 + index)
        rows = practice.sessions.merge(assess(practice.ratings)[["client_id", "session_number", "score"]], how="left")
        for rule in RULES:
            suspicion = apply_rule(rule, practice.ratings).drop(columns="flagged")
            rows = rows.merge(suspicion.rename(columns={"suspicion": rule.id}), how="left")
        pieces.append(rows.assign(client_id=rows["client_id"] + 1_000 * index))
    return pd.concat(pieces, ignore_index=True)


def found(judged: pd.DataFrame, column: str, nominal: float) -> float:
    """Share of ruptures flagged by the session after onset, with `nominal` false alarms per quiet session."""
    suspicion = judged[column].fillna(-np.inf)
    quiet = np.sort(suspicion[~judged["in_rupture"]])
    limit = np.nextafter(quiet[int(len(quiet) * (1 - nominal))], np.inf)
    following = suspicion.groupby(judged["client_id"]).shift(-1).fillna(-np.inf)
    best = np.maximum(suspicion, following)[judged["onset"]]
    return float((best >= limit).mean())


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
@pytest.mark.parametrize("nominal", [0.02, 0.05])
def test_more_is_found_than_by_any_published_rule(judged: pd.DataFrame, rule: str, nominal: float) -> None:
    assert found(judged, "score", nominal) >= 1.2 * found(judged, rule, nominal)


def test_twice_as_much_is_found_as_by_the_shewhart_chart(judged: pd.DataFrame) -> None:
    assert found(judged, "score", 0.02) >= 2 * found(judged, SHEWHART.id, 0.02)


def test_the_probability_is_calibrated(judged: pd.DataFrame) -> None:
    known = judged[judged["score"].notna()]
    probability = 1 / (1 + np.exp(-known["score"]))
    place = np.minimum((probability * 10).astype(int), 9)
    by_bin = pd.DataFrame({"said": probability, "was": known["in_rupture"]}).groupby(place)
    error = (by_bin.mean()["said"] - by_bin.mean()["was"]).abs() * by_bin.size() / len(known)
    assert error.sum() <= 0.05
