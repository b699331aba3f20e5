"""The life of a rupture: what can follow what."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from pydantic import ValidationError

from alliance_monitor.episode import (
    EVENT,
    Classified,
    Closed,
    Event,
    IllegalStepError,
    Merged,
    Opened,
    Origin,
    Outcome,
    Rated,
    Reopened,
    RupturedAgain,
    RuptureEpisode,
    Status,
    TherapyEnded,
    Worked,
    replay,
    step,
)
from alliance_monitor.records.ratings import Rater
from alliance_monitor.records.rupture import RuptureType
from tests.support.extent import extent

OPENED = Opened(session=3, origin=Origin.FLAG)
THEIRS = Rated(rater=Rater.CLIENT, resolution=4)
RESOLVED = Closed(session=5, outcome=Outcome.RESOLVED)


def after(*events: Event) -> RuptureEpisode:
    return replay("e", events)


def test_the_whole_way_from_a_flag_to_a_resolution() -> None:
    episode = after(
        OPENED,
        Classified(rupture_type=RuptureType.WITHDRAWAL_AWAY),
        Worked(session=3, stage=1, tried="noticed the silence", went="helped"),
        Worked(session=4, stage=3),
        Worked(session=4, stage=2),
        RupturedAgain(session=4),
        Worked(session=5, stage=4),
        Rated(rater=Rater.THERAPIST, resolution=3),
        THEIRS,
        RESOLVED,
    )
    assert episode.status is Status.RESOLVED
    assert [step.stage for step in episode.path] == [1, 3, 2, 4]
    assert episode.ruptures == (3, 4)
    assert (episode.therapist_resolution, episode.client_resolution) == (3, 4)
    assert episode.sessions_to_repair == 2


def test_a_new_rupture_inside_a_repair_begins_at_stage_one() -> None:
    episode = after(OPENED, Worked(session=4, stage=4), RupturedAgain(session=4, rupture_type=RuptureType.MIXED))
    assert (episode.stage, episode.rupture_type, episode.status) == (1, RuptureType.MIXED, Status.IN_REPAIR)


def test_ratings_alone_close_nothing() -> None:
    assert after(OPENED, THEIRS, Rated(rater=Rater.THERAPIST, resolution=5)).running


@pytest.mark.parametrize(("resolution", "status"), [(None, "unresolved"), (3, "unresolved"), (4, "resolved")])
def test_the_end_of_therapy_leaves_it_unresolved_unless_rated(resolution: int | None, status: str) -> None:
    rated = [] if resolution is None else [Rated(rater=Rater.CLIENT, resolution=resolution)]
    assert after(OPENED, *rated, TherapyEnded(session=9)).status == status


@pytest.mark.parametrize("closing", [[THEIRS, RESOLVED], [Closed(session=4, outcome=Outcome.UNRESOLVED)]])
def test_what_was_closed_can_be_reopened_with_its_path(closing: list[Event]) -> None:
    episode = after(OPENED, Worked(session=3, stage=2), *closing, Reopened())
    assert episode.status is Status.IN_REPAIR
    assert len(episode.path) == 1
    assert episode.closed_in is None


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([], "never opened"),
        ([THEIRS], "never opened"),
        ([OPENED, OPENED], "open already"),
        ([OPENED, Reopened()], "open already"),
        ([OPENED, RESOLVED], "how far it is resolved"),
        ([OPENED, Closed(session=4, outcome=Outcome.DISMISSED)], "needs a reason"),
        ([OPENED, Worked(session=2, stage=1)], "before the rupture"),
        ([OPENED, RupturedAgain(session=1)], "before the rupture"),
        ([OPENED, THEIRS, RESOLVED, Worked(session=6, stage=1)], "is resolved"),
        ([OPENED, Merged(into="e")], "into itself"),
        ([OPENED, Merged(into="f"), Reopened()], "part of another"),
        ([OPENED, Merged(into="f"), THEIRS], "is merged"),
    ],
)
def test_a_step_that_cannot_follow_says_why(events: list[Event], sentence: str) -> None:
    with pytest.raises(IllegalStepError, match=sentence):
        after(*events)


@pytest.mark.parametrize("event", [{"kind": "worked", "session": 3, "stage": 5}, {"kind": "rated", "rater": "client"}])
def test_an_event_that_makes_no_sense_is_refused(event: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EVENT.validate_python(event)


sessions = st.integers(1, 9)
kinds = st.none() | st.sampled_from(RuptureType)
any_event = st.one_of(
    st.builds(Opened, session=sessions, origin=st.sampled_from(Origin), rupture_type=kinds),
    st.builds(Classified, rupture_type=st.sampled_from(RuptureType)),
    st.builds(Worked, session=sessions, stage=st.integers(1, 4), tried=st.just("x")),
    st.builds(RupturedAgain, session=sessions, rupture_type=kinds),
    st.builds(Rated, rater=st.sampled_from(Rater), resolution=st.integers(1, 5)),
    st.builds(Closed, session=sessions, outcome=st.sampled_from(Outcome), reason=st.sampled_from(["", "because"])),
    st.just(Reopened()),
    st.builds(Merged, into=st.sampled_from(["e", "f"])),
    st.builds(TherapyEnded, session=sessions),
)


@given(any_event)
def test_every_event_is_stored_and_read_back_alike(event: Event) -> None:
    assert EVENT.validate_python(event.model_dump(mode="json")) == event


class Life(RuleBasedStateMachine):
    """Any events in any order: what is refused changes nothing, what is taken keeps the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.episode: RuptureEpisode | None = None

    @rule(event=any_event)
    def happen(self, event: Event) -> None:
        before = self.episode
        try:
            self.episode = step(before, event, episode_id="e")
        except IllegalStepError as error:
            assert str(error)
            assert self.episode is before
        else:
            self.events.append(event)

    @precondition(lambda self: self.episode is not None)
    @rule()
    def be_told_from_the_start(self) -> None:
        assert replay("e", self.events) == self.episode

    @invariant()
    def hold(self) -> None:
        episode = self.episode
        if episode is None:
            assert self.events == []
            return
        assert episode.running == (episode.closed_in is None and episode.merged_into is None)
        assert min(episode.ruptures) == episode.opened_in
        assert all(step.session >= episode.opened_in for step in episode.path)
        if episode.status is Status.RESOLVED:
            assert episode.therapist_resolution or episode.client_resolution
        if episode.status is Status.DISMISSED:
            assert episode.reason
        if episode.status is Status.OPEN:
            assert not episode.path


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=extent(200, 25), stateful_step_count=30)
