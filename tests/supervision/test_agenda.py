"""Supervision as the domain sees it: the agenda and its reasons, what changed, and a case without identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance_monitor.supervision import (
    CaseSnapshot,
    Discussion,
    Reason,
    SupervisedCase,
    agenda,
    case_label,
    changes_between,
    deidentified,
)
from alliance_monitor.therapy.caseload import Summary
from alliance_monitor.therapy.course import course
from tests.support.extent import extent
from tests.support.supervision_cases import (
    CLIENT,
    DECLINE,
    GAP,
    LIKELY,
    POSSIBLE,
    SECRET,
    STUCK,
    SUMMARY,
    TODAY,
    UNHEARD,
    asked,
    case,
    spoken,
    told,
    told_everything,
)
from tests.support.therapies import FALL, Level


@pytest.mark.parametrize(
    ("summary", "more", "reason", "explanation"),
    [
        (LIKELY, {"request": asked()}, Reason.ASKED, "Asked for: How do I go on?"),
        (SUMMARY, {"request": asked("")}, Reason.ASKED, "Asked for by the therapist."),
        (SUMMARY, {"last": spoken(follow_up=0)}, Reason.FOLLOW_UP, "Follow-up due: Name it once."),
        (LIKELY, {}, Reason.LIKELY, "Session 6: It fell."),
        (STUCK, {}, Reason.STUCK, "A rupture has been followed for 4 sessions, now at stage 1: what would help it on?"),
        (POSSIBLE, {}, Reason.POSSIBLE, "Session 6: It fell."),
        (DECLINE, {}, Reason.DECLINE, "The level has come down over several sessions, without one that stands out."),
        (GAP, {}, Reason.GAP, "The two see it differently: the client rated 4.0, the therapist 6.0."),
        (UNHEARD, {}, Reason.UNHEARD, "The client has not rated the last three sessions."),
    ],
    ids=["asked", "asked without a question", "follow-up", "likely", "stuck", "possible", "decline", "gap", "unheard"],
)
def test_every_case_has_one_reason(summary: Summary, more: dict[str, object], reason: Reason, explanation: str) -> None:
    [item] = agenda([case(summary, **more)], TODAY).items
    assert (item.reason, item.explanation) == (reason, explanation)


def test_the_most_in_need_come_first_and_of_equals_those_never_discussed() -> None:
    cases = [
        case(UNHEARD, "1"),
        case(LIKELY, "2", last=spoken(90)),
        case(LIKELY, "3"),
        case(STUCK, "4"),
        case(SUMMARY, "5", request=asked()),
        case(SUMMARY, "6"),
        case(SUMMARY, "7", last=spoken(follow_up=9)),
    ]
    found = agenda(cases, TODAY)
    assert [item.case_id for item in found.items] == ["5", "3", "2", "4", "1"]
    assert [item.case_id for item in found.later] == ["7"]
    assert found.resting == 1
    assert found.therapists == ("Sam",)


def test_a_discussed_case_rests_until_its_date_or_something_new() -> None:
    for last in (spoken(sign="flag 6"), spoken(sign="flag 6", follow_up=9)):
        assert agenda([case(LIKELY, last=last)], TODAY).items == ()
    for last in (spoken(sign="flag 5"), spoken(28, sign="flag 6"), spoken(40, sign="flag 6", follow_up=-1)):
        assert len(agenda([case(LIKELY, last=last)], TODAY).items) == 1


def test_a_put_off_flag_waits_for_its_date_and_an_agreed_one_that_is_followed_is_not_asked_about_again() -> None:
    put_off = LIKELY.model_copy(update={"snoozed_until": TODAY + timedelta(days=1)})
    followed = LIKELY.model_copy(update={"confirmed": True, "episode_opened": 6, "episode_stage": 1})
    assert agenda([case(put_off), case(followed)], TODAY).items == ()
    assert len(agenda([case(put_off)], TODAY + timedelta(days=1)).items) == 1


def test_an_ended_therapy_comes_up_only_when_somebody_asks_or_a_follow_up_is_due() -> None:
    ended = replace(CLIENT, ended_on=TODAY)
    assert agenda([SupervisedCase(ended, "Sam", LIKELY)], TODAY).items == ()
    assert len(agenda([SupervisedCase(ended, "Sam", SUMMARY, asked())], TODAY).items) == 1


def test_repairs_are_named_too() -> None:
    found = agenda([case(told(repaired=2), "a", last=spoken(repaired=1)), case(told(repaired=1), "b")], TODAY)
    assert {item.case_id for item in found.repaired} == {"a", "b"}
    assert agenda([case(told(repaired=1), last=spoken(repaired=1))], TODAY).repaired == ()


BEFORE = CaseSnapshot(sessions=6, flagged=False, client_mean=5.0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({}, ()),
        ({"sessions": 7}, ("1 further session",)),
        ({"sessions": 9, "client_mean": 5.6}, ("the client's rating went from 5.0 to 5.6", "3 further sessions")),
        ({"client_mean": 4.0, "flagged": True}, ("the client's rating went from 5.0 to 4.0", "a new possible rupture")),
        ({"repaired": 1}, ("a rupture was repaired",)),
        ({"episode_opened": 6, "episode_stage": 1}, ("a rupture is followed since session 6",)),
        ({"voice_missing": True}, ("the client has stopped rating",)),
        ({"client_mean": None}, ()),
    ],
)
def test_what_changed_since_last_time_is_said_good_news_first(
    now: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert changes_between(BEFORE, BEFORE.model_copy(update=now)) == expected


def test_a_repair_that_moved_and_a_client_who_rates_again_are_told() -> None:
    before = BEFORE.model_copy(update={"episode_opened": 2, "episode_stage": 1, "voice_missing": True})
    now = before.model_copy(update={"episode_stage": 3, "voice_missing": False})
    assert changes_between(before, now) == ("the client rates again", "the repair moved from stage 1 to 3")


@pytest.mark.parametrize("wrong", [{"decision": " "}, {"follow_up_on": TODAY}, {"note": "x" * 2001}])
def test_a_discussion_needs_a_decision_and_a_later_follow_up(wrong: dict[str, object]) -> None:
    fine = {"discussed_on": TODAY, "decision": "Wait."}
    Discussion.model_validate(fine)
    with pytest.raises(ValidationError):
        Discussion.model_validate(fine | wrong)


def test_labels_are_stable_apart_and_unlike_the_code() -> None:
    labels = {case_label(f"client-{number}") for number in range(2_000)}
    assert len(labels) == 2_000
    assert case_label("client-1") == case_label("client-1")
    assert "client" not in case_label("client-1")


LEVELS = st.lists(
    st.tuples(st.one_of(st.none(), st.floats(1, 7)), st.one_of(st.none(), st.floats(1, 7)), st.integers(1, 5)),
    max_size=12,
)


@settings(max_examples=extent(50, 15))
@given(LEVELS)
def test_a_case_says_nothing_of_whose_it_is_and_is_judged_the_same(levels: list[tuple[Level, Level, int]]) -> None:
    history = told_everything(levels)
    seen = deidentified(history)
    assert SECRET not in repr(seen)
    assert all(session.held_on is None for session in seen.sessions)
    assert seen.client.started_on is seen.client.ended_on is None
    assert "(2026" not in repr(seen)
    assert repr(course(seen).rows) == repr(course(history).rows)


def test_notes_are_read_only_when_they_are_shared() -> None:
    shared = deidentified(told_everything(FALL), notes=True)
    assert shared.sessions[0].note == SECRET
    assert shared.sessions[0].line == "", "the client's own words are the client's"
    assert shared.episodes[0].path[0].tried == SECRET
    assert shared.client.code.startswith("Case ")
