"""The criteria of a sudden gain at their limits, and the track of one questionnaire."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliance_monitor.outcome import OutcomeForm, outcome_tracks, risk_on
from alliance_monitor.outcome.reliable_change import Change
from alliance_monitor.outcome.sudden_gain import check_interval, sudden_gains

DAY = date(2026, 3, 2)


def phq(total: int, weeks: int = 0) -> OutcomeForm:
    """A PHQ-9 form with this sum, put into the first eight items: item 9, about harm, is 0."""
    answers = {str(item): float(min(3, max(0, total - 3 * (item - 1)))) for item in range(1, 10)}
    return OutcomeForm(instrument="phq-9", held_on=DAY + timedelta(weeks=weeks), answers=answers)


def test_a_step_of_exactly_the_cut_off_is_large() -> None:
    assert check_interval((20, 20, 20), (13, 13, 13), cutoff=7).large
    assert not check_interval((20, 20, 20), (13.5, 13.5, 13.5), cutoff=7).large


def test_a_step_of_exactly_a_quarter_is_large_against_the_level() -> None:
    assert check_interval((40, 40, 40), (30, 30, 30), cutoff=7).against_level  # 10 of 40
    assert not check_interval((44, 44, 44), (34, 34, 34), cutoff=7).against_level  # 10 of 44
    assert not check_interval((0, 0, 0), (0, 0, 0), cutoff=7).against_level  # no step at all
    assert check_interval((1, 1, 1), (0.5, 0.5, 0.5), cutoff=7).against_level


def test_a_quarter_of_the_level_is_asked_for_where_higher_is_better_too() -> None:
    assert check_interval((8, 8, 8), (10, 10, 10), cutoff=1, better="higher").against_level
    assert not check_interval((10, 10, 10), (12, 12, 12), cutoff=1, better="higher").against_level


def test_a_gain_lasts_only_beyond_the_spread_around_it() -> None:
    # Means 19 and 11, variances 37 and 37: 8 against 2.776 · √37 = 16.9.
    assert check_interval((12, 21, 24), (4, 13, 16), cutoff=7).lasting is False
    # Means 20 and 11, variances 4 and 16: 9 against 2.776 · √((2 · 4 + 2 · 16) / 4) = 8.78.
    assert check_interval((18, 20, 22), (7, 11, 15), cutoff=7).lasting is True
    # Means 20 and 11.5, the same spread: 8.5 is not enough.
    assert check_interval((18, 20, 22), (7.5, 11.5, 15.5), cutoff=7).lasting is False
    # No spread and no step: 0 is not beyond 0.
    assert check_interval((5, 5, 5), (5, 5, 5), cutoff=7).lasting is False


def test_five_measurements_are_weighed_by_how_many_each_side_has() -> None:
    # Means 21 and 10, variances 2 (two values) and 9 (three): 11 against 3.182 · √((1 · 2 + 2 · 9) / 3) = 8.22.
    assert check_interval((20, 22), (7, 10, 13), cutoff=7).lasting is True
    # Variances 18 and 9: 11 against 3.182 · √((1 · 18 + 2 · 9) / 3) = 11.02.
    assert check_interval((18, 24), (7, 10, 13), cutoff=7).lasting is False


def test_with_one_measurement_on_a_side_it_cannot_be_told_whether_a_gain_lasts() -> None:
    assert check_interval((None, None, 20), (5, 5, 5), cutoff=7).lasting is None
    assert check_interval((20, 20, 20), (5, None, None), cutoff=7).lasting is None


def test_only_three_measurements_on_each_side_are_looked_at() -> None:
    # Were the 90 counted, the spread before the step would be far too wide.
    assert sudden_gains([90, 30, 30, 30, 10, 10, 10, 90], cutoff=7) == (4,)
    assert sudden_gains([31, 30, 10, 10, 11], cutoff=7) == (2,)


def test_two_gains_in_one_course_are_both_found() -> None:
    assert sudden_gains([40, 40, 40, 25, 25, 25, 10, 10, 10], cutoff=7) == (3, 6)


def test_a_track_names_the_days_before_and_after_a_gain() -> None:
    [track] = outcome_tracks([phq(total, week) for week, total in enumerate([20, 21, 20, 6, 5, 6])])
    assert track.gains == ((DAY + timedelta(weeks=2), DAY + timedelta(weeks=3)),)
    assert track.change is Change.BETTER  # 20 − 6, published limit 6


def test_a_track_is_sorted_by_day_and_compares_the_first_with_the_newest() -> None:
    [track] = outcome_tracks([phq(15, 2), phq(5, 0), phq(7, 1)])
    assert [value for _, value in track.scores] == [5, 7, 15]
    assert [day for day, _ in track.scores] == [DAY, DAY + timedelta(weeks=1), DAY + timedelta(weeks=2)]
    assert track.change is Change.WORSE


@pytest.mark.parametrize(("totals", "change"), [([9], None), ([9, 4], Change.NEITHER), ([9, 3], Change.BETTER)])
def test_change_needs_two_forms_and_six_points(totals: list[int], change: Change | None) -> None:
    [track] = outcome_tracks([phq(total, week) for week, total in enumerate(totals)])
    assert track.change is change


def test_tracks_come_in_the_order_their_questionnaires_were_first_used() -> None:
    gad = OutcomeForm(instrument="gad-7", held_on=DAY, answers={str(item): 1.0 for item in range(1, 8)})
    tracks = outcome_tracks([phq(5, 1), phq(6, 2), gad])
    assert [(track.definition.id, len(track.forms)) for track in tracks] == [("gad-7", 1), ("phq-9", 2)]


def test_the_newest_answer_about_harm_counts_among_several_questionnaires() -> None:
    core = {str(item): 0.0 for item in range(1, 11)} | {"6": 1.0}
    earlier = OutcomeForm(instrument="core-10", held_on=DAY, answers=core)
    answers = {str(item): 0.0 for item in range(1, 9)} | {"9": 2.0}
    later = OutcomeForm(instrument="phq-9", held_on=DAY + timedelta(weeks=1), answers=answers)
    assert risk_on([later, earlier]) == later.held_on
    assert risk_on([earlier, later, phq(3, weeks=2)]) == earlier.held_on
    assert risk_on([phq(3)]) is None
