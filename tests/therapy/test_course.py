"""A therapy as the rules see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from alliance_monitor.detection import DETECTOR_ID, DETECTOR_VERSION, assess
from alliance_monitor.episode import Closed, Event, Opened, Origin, Outcome, Rated, replay
from alliance_monitor.records.ratings import Rater
from alliance_monitor.therapy.course import FLAG_LASTS, course
from alliance_monitor.therapy.history import Decision, FlagDecision
from tests.support.therapies import FALL, QUIET, THEN, session, therapy

TODAY = date(2026, 6, 1)


def decided(decision: Decision, until: date | None = None) -> FlagDecision:
    return FlagDecision("s7", decision, DETECTOR_ID, DETECTOR_VERSION, THEN, "a reason", None, until)


def test_a_quiet_therapy_has_no_flag() -> None:
    judged = course(therapy(QUIET))
    assert judged.flags == ()
    assert judged.open_flag(TODAY) is None
    assert [row.status for row in judged.rows] == ["not_enough_data"] + ["on_track"] * 5


def test_a_fall_is_flagged_in_its_session_with_the_reason_and_the_rule() -> None:
    flag = course(therapy(FALL)).open_flag(TODAY)
    assert flag is not None
    assert flag.session.number == 7
    assert flag.status == "likely"
    assert "3.0 where" in flag.reason
    assert (flag.rule, flag.rule_version) == (DETECTOR_ID, DETECTOR_VERSION)


def test_the_course_is_what_assess_says_of_the_same_ratings() -> None:
    history = therapy(FALL)
    rows = [
        {"client_id": "c", "session_number": s.number, "rater": k.rating.rater.value, "goal": k.rating.goal,
         "task": k.rating.task, "bond": k.rating.bond, "tension": k.rating.tension, "instrument": "brief-session@1"}
        for s in history.attended
        for k in s.ratings
    ]  # fmt: skip
    judged = assess(pd.DataFrame(rows))
    assert [row.score for row in course(history).rows] == pytest.approx(list(judged["score"]), nan_ok=True)


@pytest.mark.parametrize("decision", [Decision.CONFIRMED, Decision.RECLASSIFIED])
def test_an_agreed_flag_stays_open_for_the_work_on_it(decision: Decision) -> None:
    assert course(therapy(FALL, decisions=[decided(decision)])).open_flag(TODAY) is not None


def test_a_dismissed_flag_is_closed() -> None:
    assert course(therapy(FALL, decisions=[decided(Decision.DISMISSED)])).open_flag(TODAY) is None


def test_a_put_off_flag_comes_back_on_its_day() -> None:
    judged = course(therapy(FALL, decisions=[decided(Decision.SNOOZED, TODAY)]))
    assert judged.open_flag(TODAY - timedelta(days=1)) is None
    assert judged.open_flag(TODAY) is not None


def test_the_latest_decision_counts() -> None:
    judged = course(therapy(FALL, decisions=[decided(Decision.DISMISSED), decided(Decision.CONFIRMED)]))
    assert judged.open_flag(TODAY) is not None


def test_an_old_flag_asks_no_longer() -> None:
    judged = course(therapy([*FALL, *[(6.0, 5.0, 1)] * FLAG_LASTS]))
    assert [flag.session.number for flag in judged.flags] == [7]
    assert judged.open_flag(TODAY) is None


def test_a_session_nobody_rated_is_passed_over() -> None:
    history = therapy([*QUIET, (None, None, 1), (3.0, 4.0, 4)])
    judged = course(history)
    assert [row.session_number for row in judged.rows] == [1, 2, 3, 4, 5, 6, 8]
    assert judged.flags[-1].session.number == 8


def test_a_silent_client_is_noticed_after_three_sessions() -> None:
    silent = [(None, 5.0, 1)] * 3
    assert course(therapy([*QUIET, *silent])).voice_missing
    assert not course(therapy([*QUIET, *silent[:2]])).voice_missing


def test_a_change_of_instrument_is_never_a_flag_by_itself() -> None:
    history = therapy(QUIET)
    other = session(7, 3.0, 3.0)
    changed = replace(
        other,
        ratings=tuple(
            replace(kept, rating=kept.rating.model_copy(update={"instrument": "srs"})) for kept in other.ratings
        ),
    )
    judged = course(replace(history, sessions=(*history.sessions, changed)))
    assert judged.newest is not None
    assert judged.newest.status not in ("possible", "likely")


def test_one_rater_alone_is_judged_too() -> None:
    for rater in Rater:
        levels = [
            (c if rater is Rater.CLIENT else None, t if rater is Rater.THERAPIST else None, tension)
            for c, t, tension in [*QUIET, (2.0, 2.0, 5)]
        ]
        judged = course(therapy(levels))
        assert judged.newest is not None
        assert judged.newest.status in ("possible", "likely")


def test_an_agreed_flag_is_closed_with_its_episode() -> None:
    agreed = therapy(FALL, decisions=[decided(Decision.CONFIRMED)])
    events: list[Event] = [Opened(session=7, origin=Origin.FLAG), Rated(rater=Rater.CLIENT, resolution=5)]
    for status, is_open in ((None, True), (Closed(session=7, outcome=Outcome.RESOLVED), False)):
        episode = replay("e", [*events, status] if status else events)
        judged = course(replace(agreed, episodes=(episode,)))
        assert (judged.open_flag(TODAY) is not None) is is_open
        assert len(judged.flags) == 1
