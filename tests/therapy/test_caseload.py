"""The caseload: most in need first, one reason each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.detection import DETECTOR_ID, DETECTOR_VERSION
from alliance_monitor.records.entry import Ending
from alliance_monitor.therapy.caseload import STALE_DAYS, caseload
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision, FlagDecision, History
from alliance_monitor.therapy.snapshot import snapshot_of
from tests.support.therapies import FALL, QUIET, START, THEN, Level, therapy

SOON = START + timedelta(weeks=7)


def rows(*histories: History, today: date = SOON) -> list[tuple[str, str, str]]:
    listed = caseload([(history.client, snapshot_of(course(history)).summary()) for history in histories], today)
    return [(row.client.code, row.state, row.reason) for row in listed]


def decided(decision: Decision, until: date | None = None) -> list[FlagDecision]:
    return [FlagDecision("s7", decision, DETECTOR_ID, DETECTOR_VERSION, THEN, "a reason", None, until)]


@pytest.mark.parametrize(
    ("history", "state", "reason"),
    [
        (therapy([]), "Too early", "No sessions – too few to judge."),
        (therapy(QUIET), "On track", "Within the usual range."),
        (therapy(FALL), "Likely rupture", "Session 7: The client rated 3.0"),
        (therapy(FALL, decisions=decided(Decision.CONFIRMED)), "Likely rupture", "Session 7, confirmed by you: "),
        (therapy(FALL, decisions=decided(Decision.DISMISSED)), "Flag answered", "You looked at the newest"),
        (therapy(FALL, decisions=decided(Decision.SNOOZED, SOON + timedelta(1))), "Put off", "A flag was put off"),
        (therapy(FALL, decisions=decided(Decision.SNOOZED, SOON)), "Likely rupture", "Session 7: "),
        (therapy([*QUIET, *[(None, 5.0, 1)] * 3]), "Client not heard", "The client has not rated"),
        (therapy(FALL, ended=Ending.UNILATERAL), "Ended", "Therapy ended on"),
    ],
)
def test_each_state_has_one_reason(history: History, state: str, reason: str) -> None:
    [(_, shown, why)] = rows(history)
    assert shown == state
    assert why.startswith(reason)


def test_one_session_is_too_few_to_judge() -> None:
    assert rows(therapy(QUIET[:1]), today=START)[0][1:] == ("Too early", "1 session – too few to judge.")


def test_a_long_silence_is_mentioned() -> None:
    last = START + timedelta(weeks=5)
    assert rows(therapy(QUIET), today=last + timedelta(days=STALE_DAYS))[0][1] == "On track"
    assert rows(therapy(QUIET), today=last + timedelta(days=STALE_DAYS + 1))[0][1] == "No recent session"


def test_most_in_need_first_then_by_code() -> None:
    listed = rows(
        therapy(QUIET, code="b"),
        therapy(FALL, code="Z"),
        therapy(QUIET, code="A"),
        therapy(FALL, code="ended", ended=Ending.PLANNED),
        therapy(QUIET[:1], code="new"),
    )
    assert [code for code, _, _ in listed] == ["Z", "new", "A", "b", "ended"]


level: st.SearchStrategy[Level] = st.none() | st.sampled_from([2.0, 3.5, 5.0, 6.0, 7.0])


@given(st.lists(st.tuples(level, level, st.integers(1, 5)), max_size=25))
def test_every_therapy_has_a_row_and_what_was_not_rated_is_a_gap(levels: list[tuple[Level, Level, int]]) -> None:
    history = therapy(levels)
    summary = snapshot_of(course(history)).summary()
    assert summary.client_line == tuple(client for client, _, _ in levels[-20:])
    assert summary.sessions == len(levels)
    [(_, state, reason)] = rows(history)
    assert state
    assert reason
