"""What one therapy adds to its practice's months, and what its snapshot keeps, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from alliance_monitor.episode import (
    Closed,
    Opened,
    Origin,
    Outcome,
    Rated,
    RuptureEpisode,
    TherapyEnded,
    Worked,
    replay,
)
from alliance_monitor.practice.counts import Cell, Counts
from alliance_monitor.records.entry import Ending
from alliance_monitor.records.ratings import Rater
from alliance_monitor.therapy.history import Client, Decision
from alliance_monitor.therapy.phase import phase_of
from alliance_monitor.therapy.snapshot.session_outcome import JudgedSession, SessionOutcome
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot

FIRST = date(2026, 1, 5)
JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


def outcome(number: int, status: str = "on_track", *, heard: bool = True, weeks: int | None = None, **more: Any):
    """Session `number`, a week after the one before unless `weeks` after the first is said; both rated it."""
    held_on = FIRST + timedelta(weeks=number - 1 if weeks is None else weeks)
    given = {"client": 6.0 if heard else None, "therapist": 5.0, "tension": 1, "heard": heard, "therapist_rated": True}
    return SessionOutcome(f"s{number}", number, held_on, instrument="brief", status=status, **given | more)


def episode(session: int, *events: object, id_: str = "e") -> RuptureEpisode:
    return replay(id_, [Opened(session=session, origin=Origin.FLAG), *events])


RATED = Rated(rater=Rater.CLIENT, resolution=5)


def two_months() -> TherapySnapshot:
    """January: sessions 1, 2 and 3 (1 missed), a rupture in 3 that returns in 5. February: sessions 4 to 6, a flag in
    4 that is dismissed, a rupture in 6 that stays. The client leaves in March."""
    snapshot = TherapySnapshot()
    snapshot.add_session(outcome(1))
    snapshot.add_session(outcome(2, heard=False))
    snapshot.add_missed(date(2026, 1, 19))
    snapshot.add_session(outcome(3, "likely", weeks=3, decision=Decision.CONFIRMED, reason="It fell."))
    snapshot.add_session(outcome(4, "possible", weeks=4, decision=Decision.DISMISSED))
    snapshot.add_session(outcome(5, weeks=5, back=True))
    snapshot.add_session(outcome(6, "possible", weeks=6, reason="It fell again.", tension=3))
    held = {number: FIRST + timedelta(weeks=weeks) for number, weeks in ((3, 3), (4, 4), (6, 6))}
    snapshot.add_episodes(
        [
            episode(3, RATED, Closed(session=5, outcome=Outcome.RESOLVED)),
            episode(4, Closed(session=4, outcome=Outcome.DISMISSED, reason="a cold")),
            episode(6, TherapyEnded(session=6)),
        ],
        held,
    )
    snapshot.set_client(Client("c", "C-1", "t", FIRST, date(2026, 3, 9), Ending.UNILATERAL), "anxious")
    return snapshot


def test_each_month_of_a_therapy_counts_its_sessions_flags_and_ruptures() -> None:
    assert two_months().cells() == {
        Cell(JANUARY, "anxious", "early", "brief"): Counts(
            therapies=1,
            sessions=3,
            missed=1,
            client_rated=2,
            therapist_rated=3,
            heard=1,
            unheard=1,
            flags=1,
            likely=1,
            flagged=1,
            confirmed=1,
            confirming=1,
            ruptures=1,
            returned=1,
            sessions_to_return=2,  # from session 3 to session 5
            ruptured=1,
            recovered=1,
            episodes=1,
            resolved=1,
            begun=1,
            begun_ruptured=1,  # and not recovered: the rupture of session 6 has not returned
            first_flagged=1,
            first_recovered=1,
            first_confirming=1,
        ),
        Cell(FEBRUARY, "anxious", "early", "brief"): Counts(
            therapies=1,
            sessions=3,
            client_rated=3,
            therapist_rated=3,
            heard=1,
            flags=2,
            flagged=1,
            dismissed=1,
            dismissing=1,
            ruptures=1,
            ruptured=1,
            episodes=1,
            unresolved=1,
            first_open=1,
            first_dismissing=1,
        ),
        Cell(MARCH, "anxious", "any", ""): Counts(ended_unilateral=1, unrepaired_unilateral=1),
    }


def test_a_therapy_whose_only_rupture_returned_and_was_resolved_ends_repaired() -> None:
    snapshot = TherapySnapshot()
    for each in (outcome(1), outcome(2, "likely"), outcome(3), outcome(4, back=True)):
        snapshot.add_session(each)
    closed = episode(2, RATED, Closed(session=4, outcome=Outcome.RESOLVED))
    snapshot.add_episodes([closed], {2: FIRST + timedelta(weeks=1)})
    snapshot.set_client(Client("c", "C-1", "t", FIRST, date(2026, 1, 26), Ending.PLANNED), "secure")
    [counts] = snapshot.cells().values()
    assert (counts.begun, counts.begun_ruptured, counts.begun_recovered) == (1, 1, 1)
    assert (counts.ended_planned, counts.unrepaired_planned) == (1, 0)
    assert (counts.ruptures, counts.returned, counts.sessions_to_return) == (1, 1, 2)


def test_a_rupture_that_returned_but_was_closed_unresolved_ends_unrepaired() -> None:
    snapshot = TherapySnapshot()
    for each in (outcome(1, "likely"), outcome(2, back=True)):
        snapshot.add_session(each)
    snapshot.add_episodes([episode(1, Closed(session=2, outcome=Outcome.UNRESOLVED))], {1: FIRST})
    snapshot.set_client(Client("c", "C-1", "t", FIRST, date(2026, 1, 12), Ending.PLANNED), "secure")
    [counts] = snapshot.cells().values()
    assert (counts.ended_planned, counts.unrepaired_planned) == (1, 1)


def test_flags_in_a_row_are_one_rupture_which_a_flagged_session_does_not_end() -> None:
    snapshot = TherapySnapshot()
    for each in (outcome(1, "possible"), outcome(2, "likely", back=True), outcome(3), outcome(4, back=True)):
        snapshot.add_session(each)
    [counts] = snapshot.cells().values()
    assert (counts.flags, counts.ruptures, counts.returned, counts.sessions_to_return) == (2, 1, 1, 3)


def test_calm_months_and_flagged_months_are_each_counted_first_once() -> None:
    snapshot = TherapySnapshot()
    for number, (weeks, status) in enumerate([(0, "on_track"), (5, "possible"), (9, "on_track"), (13, "likely")], 1):
        snapshot.add_session(outcome(number, status, weeks=weeks))
    counts = list(snapshot.cells().values())
    assert [each.first_calm for each in counts] == [1, 0, 0, 0]
    assert [each.first_flagged for each in counts] == [0, 1, 0, 0]


def test_a_therapy_without_a_rupture_is_neither_recovered_nor_open() -> None:
    snapshot = TherapySnapshot()
    snapshot.add_session(outcome(1))
    [counts] = snapshot.cells().values()
    assert (counts.recovered, counts.first_recovered, counts.first_open, counts.ruptured) == (0, 0, 0, 0)
    assert (counts.begun, counts.begun_ruptured, counts.begun_recovered) == (1, 0, 0)


def test_the_summary_tells_the_newest_session_the_open_flag_and_how_often_the_client_was_heard() -> None:
    snapshot = two_months()
    summary = snapshot.summary()
    assert (summary.sessions, summary.last_number, summary.last_held_on) == (6, 6, FIRST + timedelta(weeks=6))
    assert summary.client_line == (6.0, None, 6.0, 6.0, 6.0, 6.0)
    assert summary.therapist_line == (5.0,) * 6
    assert (summary.tension, summary.status) == (3, "possible")
    assert (summary.flag_session, summary.flag_number, summary.flag_reason) == ("s6", 6, "It fell again.")
    assert (summary.confirmed, summary.snoozed_until, summary.declining, summary.voice_missing) == (
        False,
        None,
        False,
        False,
    )
    assert (summary.heard, summary.heard_of, summary.repaired) == (5, 6, 1)
    assert (summary.episode_opened, summary.episode_stage) == (None, None)


def test_the_oldest_open_episode_is_the_one_shown() -> None:
    snapshot = TherapySnapshot()
    snapshot.add_session(outcome(1))
    snapshot.add_episodes([episode(1, Worked(session=2, stage=3)), episode(2, id_="f")], {})
    assert (snapshot.summary().episode_opened, snapshot.summary().episode_stage) == (1, 3)


def test_a_flag_asks_until_three_later_sessions_were_rated() -> None:
    snapshot = TherapySnapshot()
    snapshot.add_session(outcome(1, "likely", reason="It fell."))
    for number in (2, 3):
        snapshot.add_session(outcome(number))
    assert snapshot.summary().flag_session == "s1"
    snapshot.add_session(outcome(4, ""))  # nobody rated: does not count
    assert snapshot.summary().flag_session == "s1"
    snapshot.add_session(outcome(5))
    assert (snapshot.summary().flag_session, snapshot.summary().status) == (None, "on_track")


def test_the_newest_twenty_sessions_are_drawn() -> None:
    snapshot = TherapySnapshot()
    for number in range(1, 22):
        snapshot.add_session(outcome(number, client=float(number)))
    assert snapshot.summary().client_line == tuple(map(float, range(2, 22)))
    assert (snapshot.summary().sessions, snapshot.summary().heard_of) == (21, 20)


@pytest.mark.parametrize(
    ("status", "decision", "until", "closed", "asks"),
    [
        ("on_track", None, None, False, False),
        ("possible", None, None, False, True),
        ("likely", Decision.CONFIRMED, None, False, True),
        ("likely", Decision.RECLASSIFIED, None, False, True),
        ("likely", Decision.CONFIRMED, None, True, False),
        ("likely", Decision.DISMISSED, None, False, False),
        ("likely", Decision.SNOOZED, FIRST, False, True),
        ("likely", Decision.SNOOZED, None, False, False),
    ],
)
def test_a_flag_asks_unless_it_was_dismissed_or_followed_to_its_end(
    status: str, decision: Decision | None, until: date | None, closed: bool, asks: bool
) -> None:
    judged = JudgedSession.of(outcome(1, status, decision=decision, snoozed_until=until, closed=closed))
    assert judged.asks is asks


def test_a_flag_put_off_keeps_its_day() -> None:
    snapshot = TherapySnapshot()
    snapshot.add_session(outcome(1, "likely", decision=Decision.SNOOZED, snoozed_until=FIRST + timedelta(9)))
    assert snapshot.summary().snoozed_until == FIRST + timedelta(9)
    assert not snapshot.summary().confirmed


def test_a_session_without_a_day_counts_for_the_therapy_and_for_no_month() -> None:
    snapshot = TherapySnapshot()
    snapshot.add_session(outcome(1)._replace(held_on=None))
    snapshot.add_missed(None)
    assert (snapshot.sessions, snapshot.cells(), snapshot.summary().last_held_on) == (1, {}, None)
    snapshot.add_session(outcome(2))
    assert [counts.begun for counts in snapshot.cells().values()] == [1]


def test_a_snapshot_is_stored_and_read_back_alike() -> None:
    for snapshot in (TherapySnapshot(), two_months()):
        assert TherapySnapshot.load(snapshot.dump(), "c") == snapshot
    assert TherapySnapshot.load(two_months().dump(), "c").cells() == two_months().cells()


def test_a_therapy_is_early_for_five_sessions_and_late_from_the_sixteenth() -> None:
    assert [phase_of(number) for number in (1, 5, 6, 15, 16, None)] == [
        "early",
        "early",
        "middle",
        "middle",
        "late",
        "any",
    ]
