"""Shares with intervals, run charts, funnels and the file: the practice's arithmetic."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.figures.funnel_plot import funnel_plot
from alliance_monitor.figures.group_shares import group_shares
from alliance_monitor.figures.run_course import run_course
from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.export import HEADINGS, to_csv
from alliance_monitor.practice.funnel import funnel
from alliance_monitor.practice.interval import wilson
from alliance_monitor.practice.measure import BY_ID, MEASURES
from alliance_monitor.practice.release import Figure, Release, Span
from alliance_monitor.practice.run_chart import run_chart
from alliance_monitor.practice.share import share_of

MAY = date(2026, 5, 1)
RATED = BY_ID["rated"]


@pytest.mark.parametrize(
    ("yes", "count", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (15, 50, 0.191, 0.438), (81, 263, 0.255, 0.366)],
)
def test_wilsons_interval_as_published(yes: int, count: int, low: float, high: float) -> None:
    # The last two are worked examples of Newcombe 1998, Statistics in Medicine 17: 857–872, table I.
    assert wilson(yes, count) == pytest.approx((low, high), abs=0.001)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_narrows_with_more(given_: tuple[int, int]) -> None:
    yes, count = given_
    low, high = wilson(yes, count)
    assert 0 <= low <= yes / count + 1e-12
    assert yes / count - 1e-12 <= high <= 1
    more = wilson(10 * yes, 10 * count)
    assert more[1] - more[0] < high - low


def test_sessions_of_one_client_in_a_month_count_as_one_unit() -> None:
    share = share_of(RATED, Counts(therapies=10, sessions=40, client_rated=30))
    assert share is not None
    assert (share.yes, share.of) == (30, 40)
    assert (share.low, share.high) == pytest.approx(wilson(7.5, 10))


def test_a_return_tells_how_long_it_took_and_nothing_is_no_share() -> None:
    share = share_of(BY_ID["returned"], Counts(ruptures=10, returned=8, sessions_to_return=16, ruptured=9, recovered=7))
    assert share is not None
    assert str(share).endswith("8 of 10, after 2.0 sessions on average")
    assert all(share_of(measure, Counts()) is None for measure in MEASURES)


@pytest.mark.parametrize(
    ("values", "shifted"),
    [
        ([1, 0] * 8, False),
        ([0] * 8 + [1] * 8, True),
        ([0, 1] * 5 + [1] * 8 + [0] * 8, True),
        ([0, 0, 1, 1], False),
        ([0.5] * 20, False),
        ([], False),
    ],
    ids=["wavering", "a shift", "a long run", "too few", "all on the median", "nothing"],
)
def test_run_charts_tell_a_shift_from_wavering(values: list[float], shifted: bool) -> None:
    assert run_chart(values).shifted is shifted


@pytest.mark.parametrize(("points", "longest", "fewest"), [(10, 6, 2), (16, 7, 4), (20, 7, 6), (24, 8, 8)])
def test_the_limits_of_the_run_rules_are_those_published(points: int, longest: int, fewest: int) -> None:
    # Anhøj & Olesen 2014, table 1.
    found = run_chart([place % 2 for place in range(points)])
    assert (found.longest_by_chance, found.fewest_by_chance) == (longest, fewest)


def counts(therapies: int, rated: int) -> Counts:
    return Counts(therapies=therapies, sessions=therapies, client_rated=rated, heard=rated)


def test_a_point_far_outside_is_said_to_be_and_a_small_one_is_not() -> None:
    practice = counts(400, 320)
    own = {"Ada": counts(60, 20), "Ben": counts(4, 2)}
    ada, ben = funnel(RATED, own, practice, 5, 5).points
    assert ada.where == "outside what chance explains"
    assert ben.where == "within what chance explains"


@pytest.mark.parametrize(("practice", "others"), [(counts(400, 320), 1), (counts(63, 23), 5)])
def test_the_centre_is_not_shown_when_it_tells_of_one_colleague_or_a_few_clients(practice: Counts, others: int) -> None:
    found = funnel(RATED, {"Ada": counts(60, 20)}, practice, others, 5)
    assert found.centre is None
    assert [point.where for point in found.points] == ["without comparison"]


def test_the_pictures_are_plotlys() -> None:
    share = share_of(RATED, counts(40, 30))
    figures = [Figure(RATED, name, Span(MAY, MAY), share) for name in ("a", "b")]
    hidden = Figure(RATED, "c", Span(MAY, MAY), None)
    shown = funnel(RATED, {"Ada": counts(60, 20)}, counts(400, 320), 5, 5)
    for picture in (run_course(figures, 0.5), group_shares([*figures, hidden], 0.7), funnel_plot(shown)):
        go.Figure(picture.to_dict())
    assert "c" not in str(group_shares([*figures, hidden], None).to_dict()["data"][0]["y"])


def test_the_file_hides_what_the_screen_hides() -> None:
    months = {date(2026, month, 1): counts(9, 8) for month in range(1, 7)}
    few = {month: counts(2, 1) for month in months}
    rest = {month: months[month].minus(few[month]) for month in months}
    release = Release(months, {"few": few, "rest": rest}, "team", 5)
    figures = [release.figure(RATED, MAY, MAY), *release.by_group(RATED, date(2026, 1, 1), date(2026, 6, 1))]
    head, whole, *groups = csv.reader(StringIO(to_csv(figures).decode("utf-8-sig")))
    assert tuple(head) == HEADINGS
    assert whole[1:6] == ["all", "2026-05", "2026-05", "8", "9"]
    assert [row[1:] for row in groups] == [[name, *[""] * 7, "too few to show"] for name in ("few", "rest")]
