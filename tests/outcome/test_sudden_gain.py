"""Sudden gains and reliable change, checked against the values the R package suddengains documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.instruments import ReliableChange, instrument
from alliance_monitor.outcome.reliable_change import Change, change
from alliance_monitor.outcome.sudden_gain import CRITICAL, Interval, check_interval, sudden_gains


def test_the_worked_example_of_suddengains_is_a_gain_by_all_three_criteria() -> None:
    # check_interval(pre_values = c(32, 31, 33), post_values = c(5, 6, 7), sg_crit1_cutoff = 7): YES, YES, YES.
    # By hand: 33 − 5 = 28 ≥ 7; 28 ≥ 33 / 4; means 32 and 6, both SD 1: 26 > 2.776 · 1.
    found = check_interval((32, 31, 33), (5, 6, 7), cutoff=7)
    assert found == Interval(True, True, True)
    assert found.is_gain


def test_its_example_with_one_missing_on_each_side_meets_the_third_criterion() -> None:
    # pre c(NA, 31, 33), post c(5, NA, 7): means 32 and 6, both SD 1.414, two degrees of freedom: 26 > 4.303 · 1.414.
    assert check_interval((None, 31, 33), (5, None, 7), cutoff=7).lasting is True


def test_its_example_of_a_loss_mirrors_a_gain_where_higher_is_better() -> None:
    # pre c(5, NA, 7), post c(16, 12, 14), cut-off 7: means 6 and 14, SD 1.414 and 2, critical value 3.182:
    # 8 > 3.182 · √((2 + 8) / 3) = 5.81. Lower-is-better sees no gain in it.
    assert check_interval((5, None, 7), (16, 12, 14), cutoff=7, better="higher").is_gain
    assert not check_interval((5, None, 7), (16, 12, 14), cutoff=7).is_gain


def test_the_critical_values_are_those_published_for_what_is_left() -> None:
    assert CRITICAL == {4: 2.776, 3: 3.182, 2: 4.303}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((20, 20, 20), (14, 14, 14), Interval(False, True, True)),  # 6 < 7 by itself
        ((40, 40, 40), (32, 32, 32), Interval(True, False, True)),  # 8 of 40 is a fifth
        ((10, 30, 20), (12, 25, 22), Interval(True, True, False)),  # means 20 and 19.67: did not last
        ((None, None, 20), (5, 5, 5), Interval(True, True, None)),  # one measurement before: cannot be told
        ((30, 29), (9, 8, 8), Interval(True, True, True)),  # two before: 3.182
    ],
)
def test_each_criterion_counts_by_itself(
    before: tuple[float | None, ...], after: tuple[float | None, ...], expected: Interval
) -> None:
    assert check_interval(before, after, cutoff=7) == expected


def test_a_series_names_the_measurement_after_each_gain() -> None:
    assert sudden_gains([32, 31, 33, 5, 6, 7], cutoff=7) == (3,)
    assert sudden_gains([32, 31, None, 33, 5, 6, 7], cutoff=7) == (4,)
    assert sudden_gains([33, 5, 6, 7], cutoff=7) == ()
    assert sudden_gains([32, 31, 33, 5], cutoff=7) == ()
    assert sudden_gains([], cutoff=7) == ()


SCORES = st.lists(st.integers(0, 27).map(float) | st.none(), max_size=14)


@given(SCORES)
def test_what_is_a_gain_downwards_is_one_upwards_seen_from_the_other_end(values: list[float | None]) -> None:
    gains = sudden_gains(values, cutoff=6)
    for place in gains:
        before, after = values[place - 1], values[place]
        assert before is not None
        assert after is not None
        assert before - after >= 6
        assert before - after >= before / 4
    # The second criterion looks at the level, so only the two others mirror.
    turned = [None if value is None else 100 - value for value in values]
    assert set(sudden_gains(turned, cutoff=6, better="higher")) <= {
        place
        for place in range(2, len(values))
        if values[place - 1] is not None and values[place] is not None and values[place - 1] - values[place] >= 6  # type: ignore[operator]
    }


def test_the_two_measurements_at_the_step_are_needed() -> None:
    with pytest.raises(ValueError, match="needed"):
        check_interval((1, 2, None), (1, 2, 3), cutoff=7)


@pytest.mark.parametrize(
    ("name", "points", "better"),
    [("phq-9", 6, "lower"), ("gad-7", 4, "lower"), ("core-10", 6, "lower"), ("ors", 5, "higher")],
)
def test_each_outcome_instrument_has_its_published_limit(name: str, points: float, better: str) -> None:
    total = instrument(name).subscale("total")
    assert total is not None
    limit = total.reliable
    assert isinstance(limit, ReliableChange)
    assert (limit.points, limit.better) == (points, better)
    assert limit.source


def test_the_limit_itself_counts_and_the_direction_is_the_instruments() -> None:
    lower = ReliableChange(points=6, better="lower", source="x")
    higher = ReliableChange(points=5, better="higher", source="x")
    assert [change(16, newest, lower) for newest in (10, 11, 21, 22)] == [
        Change.BETTER,
        Change.NEITHER,
        Change.NEITHER,
        Change.WORSE,
    ]
    assert (change(20, 25, higher), change(25, 20, higher)) == (Change.BETTER, Change.WORSE)
