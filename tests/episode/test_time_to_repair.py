"""How long a repair took, and what a closed episode keeps."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from alliance_monitor.episode import (
    Closed,
    Event,
    Merged,
    Opened,
    Origin,
    Outcome,
    Rated,
    Reopened,
    RupturedAgain,
    Status,
    TherapyEnded,
    Worked,
    replay,
)
from alliance_monitor.records.ratings import Rater
from alliance_monitor.records.rupture import RuptureType

OPENED = Opened(session=7, origin=Origin.HAND, rupture_type=RuptureType.MIXED)
RESOLUTION = Rated(rater=Rater.THERAPIST, resolution=5)


def resolved(session: int) -> Closed:
    return Closed(session=session, outcome=Outcome.RESOLVED)


@pytest.mark.parametrize(
    ("events", "sessions"),
    [
        ([RESOLUTION, resolved(12)], 5),  # 12 − 7
        ([RESOLUTION, resolved(7)], 0),  # in the session of the rupture itself
        ([RupturedAgain(session=9), RESOLUTION, resolved(12)], 5),  # from the first of two ruptures
        ([RESOLUTION, TherapyEnded(session=10)], 3),
        ([RESOLUTION, resolved(8), Reopened(), resolved(11)], 4),
        ([], None),
        ([RESOLUTION], None),
        ([RESOLUTION, resolved(12), Reopened()], None),
        ([TherapyEnded(session=10)], None),
        ([Closed(session=12, outcome=Outcome.UNRESOLVED)], None),
        ([Closed(session=12, outcome=Outcome.DISMISSED, reason="a cold, not a rupture")], None),
        ([Merged(into="other")], None),
    ],
)
def test_a_repair_took_the_sessions_from_the_first_rupture_to_its_resolution(
    events: list[Event], sessions: int | None
) -> None:
    assert replay("e", [OPENED, *events]).sessions_to_repair == sessions


def test_a_new_episode_keeps_what_it_was_opened_with_and_begins_at_stage_one() -> None:
    episode = replay("e", [OPENED])
    assert (episode.id, episode.status, episode.origin, episode.rupture_type) == (
        "e",
        Status.OPEN,
        Origin.HAND,
        RuptureType.MIXED,
    )
    assert (episode.stage, episode.ruptures, episode.path, episode.reason) == (1, (7,), (), "")


def test_a_further_rupture_of_unknown_kind_leaves_the_kind_as_it_was() -> None:
    assert replay("e", [OPENED, RupturedAgain(session=8)]).rupture_type is RuptureType.MIXED


def test_the_reason_is_kept_when_it_is_closed_and_gone_when_it_is_reopened() -> None:
    closed = replay("e", [OPENED, Closed(session=9, outcome=Outcome.DISMISSED, reason="a misunderstanding")])
    assert (closed.status, closed.closed_in, closed.reason) == (Status.DISMISSED, 9, "a misunderstanding")
    assert replay("e", [OPENED, Closed(session=9, outcome=Outcome.UNRESOLVED)]).reason == ""
    reopened = replay(
        "e", [OPENED, Closed(session=9, outcome=Outcome.DISMISSED, reason="a misunderstanding"), Reopened()]
    )
    assert (reopened.status, reopened.closed_in, reopened.reason) == (Status.OPEN, None, "")


def test_a_merged_episode_names_the_one_it_belongs_to() -> None:
    merged = replay("e", [OPENED, Merged(into="other")])
    assert (merged.status, merged.merged_into, merged.running) == (Status.MERGED, "other", False)


def test_therapy_ends_an_episode_in_its_last_session_and_says_so() -> None:
    ended = replay("e", [OPENED, TherapyEnded(session=10)])
    assert (ended.status, ended.closed_in) == (Status.UNRESOLVED, 10)
    assert ended.reason


def test_work_in_the_session_of_the_rupture_itself_is_taken() -> None:
    assert replay("e", [OPENED, Worked(session=7, stage=1)]).status is Status.IN_REPAIR


@pytest.mark.parametrize("field", [{"session": 0}, {"stage": 0}, {"stage": 5}, {"went": "well"}, {"mood": "good"}])
def test_work_outside_the_four_stages_or_with_unknown_answers_is_refused(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Worked.model_validate({"session": 1, "stage": 1} | field)


@pytest.mark.parametrize("resolution", [0, 6])
def test_a_resolution_is_rated_from_one_to_five(resolution: int) -> None:
    with pytest.raises(ValidationError):
        Rated(rater=Rater.CLIENT, resolution=resolution)
    assert [Rated(rater=Rater.CLIENT, resolution=each).resolution for each in (1, 5)] == [1, 5]


def test_events_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        OPENED.session = 8
