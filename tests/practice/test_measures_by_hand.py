"""Each measure of a practice on counts that are all different, worked out by hand."""

from __future__ import annotations

import pytest

from alliance_monitor.practice.counts import Cell, Counts, changes
from alliance_monitor.practice.funnel import funnel, limits
from alliance_monitor.practice.measure import BY_ID, MEASURES, tree_of
from alliance_monitor.practice.share import share_of
from tests.support.therapies import START

COUNTS = Counts(
    therapies=100,
    sessions=400,
    client_rated=300,
    heard=90,
    flags=60,
    flagged=35,
    confirmed=21,
    dismissed=14,
    confirming=12,
    dismissing=11,
    ruptures=28,
    returned=16,
    sessions_to_return=40,
    ruptured=25,
    recovered=13,
    begun=50,
    begun_ruptured=22,
    begun_recovered=9,
    ended_planned=17,
    ended_unilateral=15,
    ended_transferred=5,
    ended_other=3,
    unrepaired_planned=2,
    unrepaired_unilateral=6,
    unrepaired_transferred=1,
    unrepaired_other=1,
    first_flagged=30,
    first_calm=70,
    first_recovered=10,
    first_open=8,
    first_confirming=7,
    first_dismissing=4,
)


@pytest.mark.parametrize(
    ("measure", "yes", "of", "clients", "units"),
    [
        ("ruptured", 22, 50, (22, 28), 50),
        ("recovered", 9, 22, (9, 13), 22),
        ("returned", 16, 28, (13, 12), 25),
        ("unrepaired", 10, 40, (10, 30), 40),
        ("left_unrepaired", 6, 10, (6, 4), 10),
        ("left_otherwise", 9, 30, (9, 21), 30),  # 15 − 6 of 40 − 10
        ("rated", 300, 400, (90,), 100),
        ("flagged", 60, 400, (35, 65), 100),
        ("confirmed", 21, 35, (12, 11), 23),
    ],
)
def test_each_measure_by_hand(measure: str, yes: int, of: int, clients: tuple[int, ...], units: int) -> None:
    found = BY_ID[measure]
    assert (found.yes(COUNTS), found.of(COUNTS)) == (yes, of)
    assert found.clients(COUNTS) == clients
    assert found.units(COUNTS) == units


def test_clients_are_counted_in_their_first_month_where_months_share_them() -> None:
    firsts = {measure.id: measure.firsts(COUNTS) for measure in MEASURES if measure.firsts is not None}
    assert firsts == {"returned": (10, 8), "flagged": (30, 70), "confirmed": (7, 4)}
    assert {measure.id for measure in MEASURES if measure.overlapping} == {"returned", "rated", "flagged", "confirmed"}
    rests = {measure.id: measure.rest(COUNTS) for measure in MEASURES if measure.rest is not None}
    assert rests == {"unrepaired": 10}  # 50 begun, 40 ended


def test_measures_that_look_closer_belong_to_the_one_they_look_into() -> None:
    trees = {measure.id: [each.id for each in tree_of(measure)] for measure in MEASURES}
    endings = ["unrepaired", "left_unrepaired", "left_otherwise"]
    assert [trees[name] for name in endings] == [endings] * 3
    assert trees["recovered"] == trees["ruptured"] == ["ruptured", "recovered"]
    assert trees["rated"] == ["rated"]


def test_only_what_ended_in_a_phase_is_told_by_phase_and_not_what_began() -> None:
    assert {measure.id for measure in MEASURES if not measure.by_phase} == {"ruptured", "recovered"}


def test_a_return_took_two_and_a_half_sessions_on_average() -> None:
    share = share_of(BY_ID["returned"], COUNTS)
    assert share is not None
    assert (share.value, share.sessions) == (16 / 28, 2.5)
    other = share_of(BY_ID["flagged"], COUNTS)
    assert other is not None
    assert other.sessions is None
    none_back = share_of(BY_ID["returned"], Counts(ruptures=4, ruptured=4))
    assert none_back is not None
    assert (none_back.yes, none_back.of, none_back.sessions) == (0, 4, None)


def test_one_session_is_enough_for_a_share() -> None:
    share = share_of(BY_ID["rated"], Counts(therapies=1, sessions=1, client_rated=1, heard=1))
    assert share is not None
    assert (share.yes, share.of) == (1, 1)


def test_what_changed_in_each_cell_is_named_in_order_and_the_rest_left_out() -> None:
    first = Cell(START.replace(day=1), "secure", "early", "brief")
    same, gone, new = first, first._replace(pattern="anxious"), first._replace(phase="late")
    before = {same: Counts(sessions=4), gone: Counts(sessions=2, missed=1)}
    after = {same: Counts(sessions=4), new: Counts(sessions=3)}
    assert list(changes(before, after).items()) == [(gone, Counts(sessions=-2, missed=-1)), (new, Counts(sessions=3))]


def test_the_limits_of_a_funnel_narrow_with_more_units_and_stay_within_a_share() -> None:
    # √(0.5 · 0.5 / 100) = 0.05; 1.96 of them.
    assert limits(0.5, 100, 1.96) == pytest.approx((0.402, 0.598))
    assert limits(0.9, 4, 1.96) == (pytest.approx(0.606), 1.0)
    assert limits(0.1, 4, 1.96) == (0.0, pytest.approx(0.394))


@pytest.mark.parametrize(
    ("rated", "where"),
    [
        (50, "within what chance explains"),
        (59, "within what chance explains"),  # limit 59.8
        (60, "at the edge of chance"),
        (40, "at the edge of chance"),  # limit 40.2
        (65, "at the edge of chance"),  # outer limit 50 ± 15.45
        (66, "outside what chance explains"),
        (34, "outside what chance explains"),
    ],
)
def test_where_a_therapist_lies_in_the_funnel(rated: int, where: str) -> None:
    own = Counts(therapies=100, sessions=100, client_rated=rated, heard=rated)
    practice = Counts(therapies=1000, sessions=1000, client_rated=500, heard=500)
    found = funnel(BY_ID["rated"], {"Ada": own}, practice, others=2, threshold=5)
    assert found.centre == 0.5
    [point] = found.points
    assert (point.name, point.units, point.where) == ("Ada", 100, where)


def test_two_other_colleagues_are_enough_for_a_centre_and_one_is_not() -> None:
    own = Counts(therapies=10, sessions=10, client_rated=5, heard=5)
    practice = Counts(therapies=100, sessions=100, client_rated=50, heard=50)
    assert funnel(BY_ID["rated"], {"Ada": own}, practice, others=2, threshold=5).centre == 0.5
    assert funnel(BY_ID["rated"], {"Ada": own}, practice, others=1, threshold=5).centre is None
    # Behind everybody else's counts stand four clients who were heard.
    small = Counts(therapies=14, sessions=14, client_rated=9, heard=9)
    assert funnel(BY_ID["rated"], {"Ada": own}, small, others=2, threshold=5).centre is None
    assert funnel(BY_ID["rated"], {"Ben": Counts()}, practice, others=2, threshold=5).points == ()
