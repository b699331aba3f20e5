"""Ratings as strangers bring them: any index, ids, dates and pandas types give the same judgement."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

import numpy as np
import pandas as pd
import pytest

from alliance_monitor.detection import (
    PUBLISHED_NORMS,
    DetectionSettings,
    RatingsError,
    advance,
    assess,
    explain,
    fit_norms,
)
from alliance_monitor.simulation import cohort
from tests.support.detection_cases import story

NAMED = ["client_id", "session_number", "session_date", "rater", "goal", "task", "bond", "tension"]
ANSWERS = ["goal", "task", "bond", "tension"]

Dress = Callable[[pd.DataFrame], pd.DataFrame]

DRESSES: dict[str, Dress] = {
    "nullable types": lambda r: r.convert_dtypes(),
    "nullable floats": lambda r: r.astype(dict.fromkeys(ANSWERS, "Float64")),
    "single precision": lambda r: r.astype(dict.fromkeys(ANSWERS, "float32")),
    "objects with None": lambda r: r.astype(object).where(r.notna(), None),
    "sessions as floats": lambda r: r.astype({"session_number": float}),
    "rater as text": lambda r: r.assign(rater=r["rater"].astype(str)),
    "rater as strings": lambda r: r.assign(rater=r["rater"].astype(str).astype("string")),
    "dates as text": lambda r: r.assign(session_date=r["session_date"].astype(str)),
    "no dates known": lambda r: r.assign(session_date=pd.NaT),
    "no column of dates": lambda r: r.drop(columns="session_date"),
    "ids as text": lambda r: r.assign(client_id=r["client_id"].map("case {:05}".format)),
    "ids as categories": lambda r: r.assign(client_id=r["client_id"].map("case {:05}".format).astype("category")),
    "an index that repeats": lambda r: r.set_index(np.zeros(len(r), dtype=int)),
    "an index of two levels": lambda r: r.set_index(["client_id", "rater"], drop=False).rename_axis([None, None]),
    "one instrument": lambda r: r.assign(instrument="brief"),
    "instrument said now and then": lambda r: r.assign(instrument=np.where(np.arange(len(r)) % 2, "brief", None)),
    "instrument never said": lambda r: r.assign(instrument=np.nan),
    "columns of their own": lambda r: r.assign(note="x", age=40),
}


@pytest.fixture(scope="module")
def ratings() -> pd.DataFrame:
    return cohort("growth", 40, seed=1).ratings[NAMED]


@pytest.mark.parametrize("dress", DRESSES)
def test_what_the_ratings_come_in_does_not_matter(ratings: pd.DataFrame, dress: str) -> None:
    expected, judged = assess(ratings), assess(DRESSES[dress](ratings.copy()))
    atol = 1e-5 if dress == "single precision" else 1e-12
    for column in ("score", "rupture_probability", "client_alliance_evidence", "therapist_tension_expected"):
        np.testing.assert_allclose(judged[column].to_numpy(), expected[column].to_numpy(), atol=atol)
    assert judged["status"].tolist() == expected["status"].tolist()


@pytest.mark.parametrize("rater", ["client", "therapist"])
def test_one_rater_alone_is_judged_and_the_other_adds_nothing(ratings: pd.DataFrame, rater: str) -> None:
    other = "therapist" if rater == "client" else "client"
    rows = assess(ratings[ratings["rater"] == rater])
    assert rows["score"].notna().mean() > 0.8
    assert {"possible", "likely"} & set(rows["status"])
    for kind in ("alliance", "tension"):
        assert (rows[f"{other}_{kind}_evidence"] == 0.0).all()


def test_the_ratings_handed_in_stay_as_they_were(ratings: pd.DataFrame) -> None:
    before = ratings.copy(deep=True)
    assess(ratings)
    fit_norms(ratings)
    pd.testing.assert_frame_equal(ratings, before)


def test_the_signature_is_the_one_that_is_promised() -> None:
    parameters = signature(assess).parameters
    assert list(parameters) == ["ratings", "norms", "settings"]
    assert parameters["norms"].default == PUBLISHED_NORMS
    assert parameters["settings"].default == DetectionSettings()
    assert list(signature(advance).parameters)[:2] == ["state", "session"]


def test_a_row_is_explained_however_it_was_taken_from_the_result() -> None:
    rows = assess(story(client=[6, 6, 5.7, 3.3], client_tension=[1, 1, 1, 4]))
    said = explain(rows.iloc[-1])
    assert "3.3" in said
    assert explain(rows.iloc[[-1]].squeeze()) == said
    assert explain(rows.to_dict("records")[-1]) == said
    assert explain(rows.convert_dtypes().iloc[-1]) == said


def test_half_the_ratings_missing_still_finds_some_and_all_maximum_raters_are_quiet(ratings: pd.DataFrame) -> None:
    half = assess(ratings.sample(frac=0.5, random_state=1))
    assert {"possible", "likely"} & set(half["status"])
    top = ratings.assign(goal=7.0, task=7.0, bond=7.0, tension=1.0)
    assert set(assess(top)["status"]) == {"not_enough_data", "on_track"}


def test_ratings_that_are_no_numbers_are_refused_with_rows_and_columns(ratings: pd.DataFrame) -> None:
    wrong = ratings.astype({"goal": object, "rater": object})
    wrong.loc[wrong.index[3], "goal"] = "six"
    wrong.loc[wrong.index[5], "rater"] = "observer"
    with pytest.raises(RatingsError) as refused:
        assess(wrong)
    assert refused.value.columns == ("goal", "rater")
    assert refused.value.rows == (wrong.index[3], wrong.index[5])
