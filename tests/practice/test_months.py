"""Which months a figure stands for: gaps, the turn of the year, and whole blocks around what was asked."""

from __future__ import annotations

from datetime import date

from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.measure import BY_ID
from alliance_monitor.practice.release import Release, Span

RATED = BY_ID["rated"]


def month(year: int, number: int) -> date:
    return date(year, number, 1)


def rated(clients: int) -> Counts:
    """So many clients with two sessions each, all of which they rated."""
    return Counts(therapies=clients, sessions=2 * clients, client_rated=2 * clients, heard=clients)


def test_months_without_sessions_are_filled_in_across_the_turn_of_years() -> None:
    release = Release({month(2025, 11): rated(5), month(2027, 1): rated(5)}, {}, "team", 5)
    assert release.months[:4] == (month(2025, 11), month(2025, 12), month(2026, 1), month(2026, 2))
    assert release.months[-2:] == (month(2026, 12), month(2027, 1))
    assert len(release.months) == 15
    assert Release({month(2026, 3): rated(5)}, {}, "team", 5).months == (month(2026, 3),)
    assert Release({}, {}, "team", 5).months == ()


def test_months_with_too_few_clients_are_joined_with_the_next_and_the_last_with_the_one_before() -> None:
    # Of overlapping clients the largest month counts: 3 and 5 are at least 5 clients, the 4 at the end are not.
    series = {month(2026, 1): rated(3), month(2026, 2): rated(5), month(2026, 3): rated(6), month(2026, 4): rated(4)}
    course = Release(series, {}, "team", 5).course(RATED)
    assert [figure.span for figure in course] == [
        Span(month(2026, 1), month(2026, 2)),
        Span(month(2026, 3), month(2026, 4)),
    ]
    assert [(figure.share.yes, figure.share.of) for figure in course if figure.share] == [(16, 16), (20, 20)]


def test_a_figure_covers_the_whole_blocks_around_what_was_asked() -> None:
    series = {month(2026, 1): rated(3), month(2026, 2): rated(5), month(2026, 3): rated(6), month(2026, 4): rated(7)}
    release = Release(series, {}, "team", 5)
    assert release.figure(RATED, month(2026, 1), month(2026, 1)).span == Span(month(2026, 1), month(2026, 2))
    assert release.figure(RATED, month(2026, 2), month(2026, 3)).span == Span(month(2026, 1), month(2026, 3))
    assert release.figure(RATED, month(2026, 4), month(2026, 4)).span == Span(month(2026, 4), month(2026, 4))
    outside = release.figure(RATED, month(2027, 1), month(2027, 2))
    assert (outside.span, outside.share) == (Span(month(2026, 1), month(2026, 4)), None)


def test_a_span_is_named_by_its_months() -> None:
    assert str(Span(month(2026, 5), month(2026, 5))) == "May 2026"
    assert str(Span(month(2025, 12), month(2026, 5))) == "Dec 2025 – May 2026"


def test_groups_are_shown_by_name_and_those_hidden_for_another_reason_take_a_second_one_with_them() -> None:
    series = {month(2026, 1): rated(60)}
    groups = {"c": {month(2026, 1): rated(30)}, "a": {month(2026, 1): rated(20)}, "b": {month(2026, 1): rated(10)}}
    everything = (RATED, month(2026, 1), month(2026, 1))
    shown = Release(series, groups, "team", 5).by_group(*everything)
    assert [(figure.group, figure.share.of if figure.share else None) for figure in shown] == [
        ("a", 40),
        ("b", 20),
        ("c", 60),
    ]
    hidden = Release(series, groups, "team", 5, also=["c"]).by_group(*everything)
    assert [figure.group for figure in hidden if figure.share] == ["a"]
    assert Release(series, {}, "team", 5).by_group(*everything) == ()


def test_what_cannot_be_told_by_phase_has_no_groups_of_phases() -> None:
    series = {month(2026, 1): Counts(begun=40, begun_ruptured=20, therapies=40, sessions=40, client_rated=40, heard=40)}
    release = Release(series, {"early": series}, "phase", 5)
    assert release.by_group(BY_ID["ruptured"], month(2026, 1), month(2026, 1)) == ()
    assert len(release.by_group(RATED, month(2026, 1), month(2026, 1))) == 1
