"""The plain signals of the newest session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alliance_monitor.episode import Opened, Origin, replay
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import History
from alliance_monitor.therapy.signals import signals
from tests.support.therapies import FALL, QUIET, Level, session, therapy

CLIMB = [(6.0, 5.0, 1)] * 4


def said(history: History) -> dict[str, str]:
    return {signal.rule: signal.sentence for signal in signals(course(history))}


@pytest.mark.parametrize(
    ("levels", "rule", "words"),
    [
        ([*QUIET, *[(None, 5.0, 1)] * 3], "client_voice_missing", "last three sessions"),
        ([(3.5, 3.0, 1)], "low_alliance", "3.5 on average, lie below the middle"),
        ([(4.5, 6.0, 1)], "perspective_gap", "therapist rated 6.0 where the client rated 4.5"),
        ([(7.0, 5.0, 1)] * 5, "no_variation", "no proof"),
        ([*FALL, *CLIMB], "back_in_usual_range", "After the flag in session 7"),
    ],
)
def test_each_signal_is_said_in_a_sentence(levels: list[tuple[Level, Level, int]], rule: str, words: str) -> None:
    assert words in said(therapy(levels))[rule]


def test_a_quiet_therapy_says_nothing() -> None:
    assert said(therapy(QUIET)) == {}
    assert said(therapy([])) == {}


def test_a_part_that_falls_alone_is_named() -> None:
    history = therapy(QUIET)
    last = session(7, 6.0, 5.0)
    fallen = tuple(
        replace(kept, rating=kept.rating.model_copy(update={"task": 3.0})) if kept.rating.rater == "client" else kept
        for kept in last.ratings
    )
    history = replace(history, sessions=(*history.sessions, replace(last, ratings=fallen)))
    assert said(history)["part_falling_alone"] == "The client's rating of tasks fell while the others held."


def test_a_return_without_the_client_says_so() -> None:
    assert "therapist's view alone" in said(therapy([*FALL, (None, 5.0, 1)]))["back_in_usual_range"]


def test_a_flag_in_the_newest_session_has_not_returned() -> None:
    assert "back_in_usual_range" not in said(therapy(FALL))


def test_signals_never_change_the_flags() -> None:
    judged = course(therapy([*FALL, *CLIMB]))
    before = judged.flags
    signals(judged)
    assert judged.flags == before


def test_a_rupture_open_for_three_sessions_is_mentioned() -> None:
    episode = replay("e", [Opened(session=7, origin=Origin.FLAG)])
    for later, expected in ((2, False), (3, True)):
        history = replace(therapy([*FALL, *CLIMB[:later]]), episodes=(episode,))
        assert ("unrepaired" in said(history)) is expected
