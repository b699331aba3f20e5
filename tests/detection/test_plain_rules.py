"""The plainer signals, each by a table."""

from __future__ import annotations

import pandas as pd
import pytest

from alliance_monitor.detection import (
    assess,
    back_in_usual_range,
    client_voice_missing,
    low_alliance,
    no_variation,
    part_falling_alone,
    perspective_gap,
    unrepaired,
)
from alliance_monitor.detection.scoring.decline import RELIABLE_FALL
from tests.support.detection_cases import story


@pytest.mark.parametrize(
    ("mean", "cut_off", "low"), [(3.9, 4.0, True), (4.0, 4.0, False), (None, 4.0, False), (6.0, 6.4, True)]
)
def test_low_alliance(mean: float | None, cut_off: float, low: bool) -> None:
    assert low_alliance(mean, cut_off) is low


@pytest.mark.parametrize(
    ("client", "therapist", "gap"),
    [(4.0, 5.5, True), (4.1, 5.5, False), (6.0, 4.0, False), (None, 6.0, False), (2.0, None, False)],
)
def test_perspective_gap(client: float | None, therapist: float | None, gap: bool) -> None:
    assert perspective_gap(client, therapist) is gap


@pytest.mark.parametrize(
    ("goal", "task", "bond", "fallen"),
    [
        ([6, 6, 6], [6, 6, 6], [6, 6, 4], "bond"),
        ([6, 6, 4], [6, 6, 6], [6, 6, 4], None),
        ([6, 6, 6], [6, 6, 6], [6, 6, 5], None),
        ([6, 6, 5], [6, 6, 6], [6, 6, 4], None),
        ([6, 6], [6, 6], [6, 3], None),
        ([6, 6, None], [6, 6, 6], [6, 6, 3], None),
        ([6, None, 6, 4], [6, 6, 6, 6], [6, 6, 6, 6], "goal"),
        ([], [], [], None),
    ],
)
def test_a_part_falling_alone(
    goal: list[float | None], task: list[float | None], bond: list[float | None], fallen: str | None
) -> None:
    assert part_falling_alone({"goal": goal, "task": task, "bond": bond}) == fallen


@pytest.mark.parametrize(
    ("rated", "missing"),
    [
        ([True, False, False, False], True),
        ([False, False, False], True),
        ([False, False], False),
        ([False, False, True], False),
        ([False, False, False, True, False, False], False),
    ],
)
def test_client_voice_missing(rated: list[bool], missing: bool) -> None:
    assert client_voice_missing(rated) is missing


@pytest.mark.parametrize(
    ("means", "constant"),
    [
        ([7, 7, 7, 7, 7], True),
        ([5, 7, 7, 7, 7, 7], True),
        ([7, None, 7, 7, None, 7, 7], True),
        ([6.75, 7, 6.75, 7, 6.75], True),
        ([7, 7, 7, 7], False),
        ([7, 7, 6.7, 7, 7], False),
        ([5, 5, 5, 5, 5], False),
    ],
)
def test_no_variation(means: list[float | None], constant: bool) -> None:
    assert no_variation(means) is constant


@pytest.mark.parametrize(
    ("opened_in", "current", "closed", "open_too_long"),
    [(4, 7, False, True), (4, 6, False, False), (4, 9, True, False)],
)
def test_unrepaired(opened_in: int, current: int, closed: bool, open_too_long: bool) -> None:
    assert unrepaired(opened_in, current, closed=closed) is open_too_long


@pytest.mark.parametrize(
    ("ratings", "back"),
    [
        (story(client=[6, 6, 6], client_tension=[1, 1, 2]), True),
        (story(client=[6, 6, 6], client_tension=[1, 1, 3]), False),
        (story(client=[6, 6, 5]), False),
        (story(client=[6, 6, 7]), True),
        (story(client=[6]), False),
        (story(client=[6, 6, 6], therapist=[5, 5, 3]), False),
        (story(client=[6, 6, None], therapist=[5, 5, 5]), True),
    ],
)
def test_back_in_the_usual_range(ratings: pd.DataFrame, back: bool) -> None:
    assert back_in_usual_range(assess(ratings).iloc[-1]) is back


def declining(ratings: list[float], spread: float) -> bool:
    """The rule in one sentence: the newest sum of three lies reliably below the highest earlier one."""
    sums = [sum(ratings[end - 3 : end]) for end in range(3, len(ratings) + 1)]
    return len(sums) > 1 and max(sums[:-1]) - sums[-1] >= RELIABLE_FALL * spread


def test_decline_is_called_where_no_session_stands_out_and_the_newest_level_is_reliably_lower() -> None:
    course = [6.3, 6.3, 6.3, 6.0, 6.0, 5.7, 5.7, 5.3, 5.3, 5.3, 5.0, 5.0, 5.7, 6.0]
    rows = assess(story(client=course))
    for end, row in enumerate(rows.itertuples(), start=1):
        expected = end > 1 and declining(course[:end], row.client_alliance_spread) and row.status == "on_track"
        assert row.decline == expected
    assert rows["decline"].any()


@pytest.mark.parametrize("course", [[6.0, 6.0, 6.0, 5.7, 5.7, 5.7], [6.0, 6.0, 2.0], [4.0, 5.0, 6.0, 6.0, 6.0]])
def test_small_falls_short_courses_and_rises_are_no_decline(course: list[float]) -> None:
    assert not assess(story(client=course))["decline"].any()


def test_a_decline_in_the_therapists_ratings_counts_only_where_the_client_did_not_rate() -> None:
    course = [6.3, 6.3, 6.3, 6.0, 6.0, 5.7, 5.7, 5.3, 5.3, 5.0, 5.0, 4.7, 4.7]
    silent = [6.3] * (len(course) - 1) + [None]
    assert assess(story(therapist=course)).iloc[-2:]["decline"].tolist() == [True, True]
    assert assess(story(client=silent, therapist=course)).iloc[-2:]["decline"].tolist() == [False, True]
