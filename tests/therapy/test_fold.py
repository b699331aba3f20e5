"""A whole history folded into its snapshot, followed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alliance_monitor.detection import DETECTOR_ID, DETECTOR_VERSION
from alliance_monitor.episode import Closed, Event, Opened, Origin, Outcome, Rated, Reopened, replay
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records.entry import Attendance, Ending
from alliance_monitor.records.ratings import Rater
from alliance_monitor.therapy.caseload import Summary
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision, FlagDecision, History, SessionRecord
from alliance_monitor.therapy.snapshot import snapshot_of
from alliance_monitor.therapy.snapshot.build import append_session, is_next_session
from alliance_monitor.therapy.snapshot.fold import closed_ruptures
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot
from tests.support.therapies import FALL, QUIET, START, THEN, therapy

CONFIRMED = FlagDecision("s7", Decision.CONFIRMED, DETECTOR_ID, DETECTOR_VERSION, THEN)
RATED = Rated(rater=Rater.CLIENT, resolution=5)
RESOLVED = Closed(session=7, outcome=Outcome.RESOLVED)


def summary(history: History) -> Summary:
    return snapshot_of(course(history)).summary()


@pytest.mark.parametrize(
    ("events", "flag", "running", "repaired"),
    [((), "s7", 7, 0), ((RATED, RESOLVED), None, None, 1), ((RATED, RESOLVED, Reopened()), "s7", 7, 0)],
)
def test_a_confirmed_flag_asks_until_its_episode_is_closed(
    events: tuple[Event, ...], flag: str | None, running: int | None, repaired: int
) -> None:
    episode = replay("e", [Opened(session=7, origin=Origin.FLAG), *events])
    found = summary(replace(therapy(FALL, decisions=[CONFIRMED]), episodes=(episode,)))
    assert (found.flag_session, found.episode_opened, found.repaired) == (flag, running, repaired)
    assert found.confirmed is (flag is not None)


def test_a_rupture_that_is_followed_twice_is_closed_only_when_both_are() -> None:
    opened = Opened(session=3, origin=Origin.FLAG)
    closed = replay("a", [opened, RATED, RESOLVED])
    assert closed_ruptures([closed]) == {3}
    assert closed_ruptures([closed, replay("b", [opened])]) == set()
    assert closed_ruptures([closed, replay("b", [Opened(session=5, origin=Origin.HAND)])]) == {3}


def test_the_stronger_of_two_tensions_and_the_mean_of_the_rated_parts_are_kept() -> None:
    history = therapy([(6.0, 5.0, 1), (5.0, 4.0, 2)])
    last = history.sessions[-1]
    by_client, by_therapist = last.ratings
    ratings = (
        replace(by_client, rating=by_client.rating.model_copy(update={"tension": 4, "goal": 2.0, "bond": None})),
        by_therapist,
    )
    found = summary(replace(history, sessions=(history.sessions[0], replace(last, ratings=ratings))))
    assert found.tension == 4
    assert found.client_line == (6.0, 3.5)  # (2 + 5) / 2
    assert found.therapist_line == (5.0, 4.0)


def test_missed_appointments_endings_and_answers_about_harm_are_taken_in() -> None:
    history = therapy(QUIET, ended=Ending.PLANNED)
    missed = SessionRecord("m", None, START + timedelta(days=3), Attendance.CANCELLED)
    form = OutcomeForm(instrument="phq-9", held_on=START, answers={str(n): 0.0 for n in range(1, 9)} | {"9": 1.0})
    snapshot = snapshot_of(course(replace(history, sessions=(*history.sessions, missed), outcomes=(form,))))
    counts = {cell.month.month: each for cell, each in snapshot.cells().items()}
    assert (counts[1].sessions, counts[1].missed, counts[2].sessions) == (4, 1, 2)  # 5 January to 9 February
    assert counts[2].ended_planned == 1
    assert snapshot.summary().risk_on == START


def test_forms_without_an_answer_about_harm_leave_no_risk() -> None:
    form = OutcomeForm(instrument="phq-9", held_on=START, answers={str(n): 1.0 for n in range(1, 9)} | {"9": 0.0})
    assert summary(replace(therapy(QUIET), outcomes=(form,))).risk_on is None


def test_appending_the_next_session_gives_what_the_whole_history_gives() -> None:
    whole = therapy(FALL)
    newest = whole.sessions[-1]
    snapshot = snapshot_of(course(replace(whole, sessions=whole.sessions[:-1])))
    assert is_next_session(snapshot, newest)
    append_session(snapshot, whole.client.id, newest)
    assert snapshot.dump() == snapshot_of(course(whole)).dump()
    assert snapshot.summary().flag_session == "s7"
    assert not is_next_session(snapshot, newest)
    assert is_next_session(TherapySnapshot(), whole.sessions[0])
    assert not is_next_session(snapshot, SessionRecord("m", None, START, Attendance.CANCELLED))


def test_a_session_in_which_nobody_saw_a_sign_has_no_markers() -> None:
    assert SessionRecord("s", 1, START, Attendance.ATTENDED).markers == ()


def test_a_rating_that_waits_for_the_therapists_counts_as_heard() -> None:
    history = therapy([*QUIET, (None, None, 1)])
    waiting = replace(history.sessions[-1], client_waits=True)
    assert (summary(history).heard, summary(history).heard_of) == (6, 7)
    assert summary(replace(history, sessions=(*history.sessions[:-1], waiting))).heard == 7


def test_the_reason_of_a_flag_is_the_one_its_session_had() -> None:
    judged = course(therapy([*FALL, (6.0, 5.0, 1)]))
    found = snapshot_of(judged).summary()
    assert (found.flag_number, found.flag_reason) == (7, judged.flags[0].reason)
