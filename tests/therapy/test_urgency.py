"""Which state a therapy is listed in when several hold, and in which order states are listed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from alliance_monitor.records.entry import Ending
from alliance_monitor.therapy.caseload import Summary, caseload
from alliance_monitor.therapy.history import Client

TODAY = date(2026, 3, 2)
QUIET: dict[str, Any] = {
    "sessions": 10,
    "last_number": 10,
    "last_held_on": TODAY - timedelta(days=7),
    "client_line": (),
    "therapist_line": (),
    "tension": 1,
    "status": "on_track",
    "flag_session": None,
    "flag_number": None,
    "flag_reason": "",
    "snoozed_until": None,
    "confirmed": False,
    "declining": False,
    "voice_missing": False,
}
HARM = {"risk_on": TODAY}
LIKELY = {"status": "likely", "flag_session": "s10", "flag_number": 10, "flag_reason": "The client rated 3.0."}
POSSIBLE = LIKELY | {"status": "possible"}
UNREPAIRED = {"episode_opened": 7, "episode_stage": 2}
IN_REPAIR = {"episode_opened": 8, "episode_stage": 2}
DECLINING = {"declining": True}
UNHEARD = {"voice_missing": True}
STALE = {"last_held_on": TODAY - timedelta(days=22)}
PUT_OFF = LIKELY | {"snoozed_until": TODAY + timedelta(days=1)}
TOO_EARLY = {"status": "not_enough_data", "sessions": 3}


def client(code: str, ended_on: date | None = None) -> Client:
    return Client(code, code, "t", None, ended_on, Ending.PLANNED if ended_on else None)


def state(*changes: dict[str, Any]) -> str:
    merged = dict(QUIET)
    for change in changes:
        merged |= change
    [row] = caseload([(client("c"), Summary(**merged))], TODAY)
    return row.state


def test_states_are_listed_from_harm_to_the_end_of_therapy_and_by_code_among_equals() -> None:
    # Codes run against urgency, so that they alone would give the opposite order; "A" and "b" are equally urgent.
    given = [
        ("z", HARM, "Answer about harm"),
        ("y", POSSIBLE, "Possible rupture"),
        ("A", DECLINING, "Slow decline"),
        ("b", UNREPAIRED, "Unrepaired"),
        ("A2", IN_REPAIR, "In repair"),
        ("b2", UNHEARD, "Client not heard"),
        ("A1", STALE, "No recent session"),
        ("A0", PUT_OFF, "Put off"),
        ("A-", TOO_EARLY, "Too early"),
        ("0", {}, "On track"),
        ("1", {"status": "likely"}, "Flag answered"),
    ]
    therapies = [(client(code), Summary(**QUIET | change)) for code, change, _ in given]
    ended = (client("!", TODAY), Summary(**QUIET | HARM))
    rows = caseload([ended, *reversed(therapies)], TODAY)
    assert [row.state for row in rows] == [*(name for _, _, name in given), "Ended"]


def test_a_likely_rupture_is_as_urgent_as_an_answer_about_harm_and_before_a_possible_one() -> None:
    given = {"c": HARM, "b": POSSIBLE, "a": LIKELY}
    rows = caseload([(client(code), Summary(**QUIET | change)) for code, change in given.items()], TODAY)
    assert [row.state for row in rows] == ["Likely rupture", "Answer about harm", "Possible rupture"]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ((LIKELY, HARM, IN_REPAIR, DECLINING), "Answer about harm"),
        ((LIKELY, IN_REPAIR, DECLINING, UNHEARD, STALE), "Likely rupture"),
        ((LIKELY, {"confirmed": True}, DECLINING), "Likely rupture"),
        ((LIKELY, {"confirmed": True}, IN_REPAIR, DECLINING), "In repair"),
        ((PUT_OFF, IN_REPAIR), "In repair"),
        ((IN_REPAIR, DECLINING, UNHEARD, STALE), "In repair"),
        ((DECLINING, UNHEARD, STALE, PUT_OFF), "Slow decline"),
        ((UNHEARD, STALE, PUT_OFF), "Client not heard"),
        ((PUT_OFF, STALE), "No recent session"),
        ((TOO_EARLY, {"last_held_on": None}), "Too early"),
    ],
)
def test_the_most_urgent_of_several_states_is_shown(changes: tuple[dict[str, Any], ...], shown: str) -> None:
    assert state(*changes) == shown


def test_an_answer_about_harm_stands_for_six_weeks() -> None:
    assert state({"risk_on": TODAY - timedelta(days=42)}) == "Answer about harm"
    assert state({"risk_on": TODAY - timedelta(days=43)}) == "On track"


def test_an_open_rupture_counts_as_unrepaired_from_the_third_session_after_it() -> None:
    [row] = caseload([(client("c"), Summary(**QUIET | UNREPAIRED))], TODAY)
    assert row.state == "Unrepaired"
    assert "since session 7, stage 2" in row.reason
    assert "3 further sessions" in row.reason
    assert state(IN_REPAIR) == "In repair"


def test_a_flag_that_was_put_off_comes_back_on_its_day() -> None:
    assert state(LIKELY, {"snoozed_until": TODAY + timedelta(days=1)}) == "Put off"
    assert state(LIKELY, {"snoozed_until": TODAY}) == "Likely rupture"
