"""Runs and crossings of a run chart, counted by hand."""

from __future__ import annotations

import pytest

from alliance_monitor.practice.run_chart import run_chart


@pytest.mark.parametrize(
    ("values", "useful", "longest", "crossings"),
    [
        ([1, 1, 1, 9, 9, 1, 9, 9], 8, 3, 3),  # low ×3, high ×2, low, high ×2
        ([1, 9, 1, 9], 4, 1, 3),
        ([1, 2, 8, 9], 4, 2, 1),
        ([1, 5, 2, 5, 9, 8, 5], 4, 2, 1),  # three points on the median of 5 neither count nor break a run
        ([9, 1, 1, 5, 1, 9, 9], 6, 3, 2),
        ([5, 5, 5], 0, 0, 0),
        ([], 0, 0, 0),
    ],
)
def test_runs_and_crossings_of_the_median(values: list[float], useful: int, longest: int, crossings: int) -> None:
    found = run_chart(values)
    assert (found.useful, found.longest, found.crossings) == (useful, longest, crossings)


def test_the_line_is_the_median() -> None:
    assert run_chart([3, 1, 2]).median == 2
    assert run_chart([4, 1, 2, 3]).median == 2.5
    assert run_chart([]).median == 0


def test_a_run_is_too_long_only_beyond_the_limit() -> None:
    # Twelve points: round(log2 12) + 3 = 7 in a row are allowed; 0.5 % of eleven fair tosses have one head, 3 % two.
    allowed = run_chart([0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 0])
    assert (allowed.longest, allowed.longest_by_chance, allowed.crossings, allowed.shifted) == (4, 7, 6, False)
    # Twenty points, limit round(log2 20) + 3 = 7, at least six crossings: seven in a row are not too many, eight are.
    seven = [0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1]
    assert (run_chart(seven).longest, run_chart(seven).crossings, run_chart(seven).shifted) == (7, 7, False)
    eight = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    assert (run_chart(eight).longest, run_chart(eight).shifted) == (8, True)


def test_crossings_are_too_few_only_below_the_limit() -> None:
    # Ten points: of nine fair tosses 2.0 % have at most one head, 9.0 % at most two, so two crossings are still usual.
    two = [0, 0, 0, 1, 1, 1, 1, 1, 0, 0]
    assert (run_chart(two).crossings, run_chart(two).fewest_by_chance, run_chart(two).shifted) == (2, 2, False)
    one = [0] * 5 + [1] * 5
    assert (run_chart(one).crossings, run_chart(one).longest, run_chart(one).shifted) == (1, 5, True)


def test_nine_points_are_too_few_to_judge_and_ten_are_not() -> None:
    nine = [0] * 4 + [5] + [9] * 4 + [5]  # eight off the median
    assert run_chart(nine).useful == 8
    assert not run_chart(nine).shifted
    ten = [0] * 5 + [9] * 5
    assert run_chart(ten).useful == 10
    assert run_chart(ten).shifted
    assert [str(run_chart(values)) != str(run_chart(ten)) for values in (nine, [0, 1] * 5)] == [True, True]
    assert "8 points" in str(run_chart(nine))


@pytest.mark.parametrize(("points", "fewest"), [(0, 0), (1, 0), (2, 0), (6, 1)])
def test_with_few_points_few_crossings_are_usual(points: int, fewest: int) -> None:
    # One toss: no head in 50 %. Five: none in 3.1 %, at most one in 18.8 %.
    assert run_chart([place % 2 for place in range(points)]).fewest_by_chance == fewest
