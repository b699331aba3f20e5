"""The pictures: true to the ratings, valid for Plotly, told in words as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from alliance_monitor.attachment import Profile
from alliance_monitor.attachment.bond import BondElements, Strength, TalkCounts
from alliance_monitor.episode import Closed, Event, Opened, Origin, Outcome, Rated, replay
from alliance_monitor.figures.attachment_map import attachment_map
from alliance_monitor.figures.bond_course import bond_course, talk_course
from alliance_monitor.figures.evidence import evidence, evidence_table
from alliance_monitor.figures.trajectory import trajectory, trajectory_alt_text
from alliance_monitor.records.entry import Ending
from alliance_monitor.records.ratings import Rater
from alliance_monitor.records.rupture import Observation
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import History
from db.connection.utc import now
from tests.support.therapies import FALL, QUIET, START, therapy

GAPS = [*QUIET[:2], (None, 5.0, 1), (6.0, None, 2), *QUIET]


def trace(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


@pytest.mark.parametrize("history", [therapy([]), therapy(QUIET[:1]), therapy(GAPS), therapy(FALL), therapy(QUIET * 8)])
def test_every_trajectory_fits_plotlys_schema(history: History) -> None:
    figure = trajectory(course(history))
    # Building it anew from its own content checks every property, which drawing a page leaves out.
    assert go.Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()


def followed(status: Closed | None) -> History:
    events: list[Event] = [Opened(session=7, origin=Origin.FLAG), Rated(rater=Rater.CLIENT, resolution=4)]
    history = therapy(FALL)
    seen = replace(
        history.sessions[-1], observations=(Observation(marker="anger"), Observation(marker="minimal-response"))
    )
    episode = replay("e", [*events, status] if status else events)
    return replace(history, sessions=(*history.sessions[:-1], seen), episodes=(episode,))


@pytest.mark.parametrize(
    ("status", "word"),
    [(None, "rupture followed"), (Closed(session=7, outcome=Outcome.RESOLVED), "resolved"),
     (Closed(session=7, outcome=Outcome.UNRESOLVED), "unresolved")],
)  # fmt: skip
def test_an_episode_is_a_labelled_band_behind_the_lines(status: Closed | None, word: str) -> None:
    figure = trajectory(course(followed(status)))
    [band] = figure.layout.shapes
    assert (band.x0, band.x1, band.label.text) == (6.6, 7.4, word)
    assert go.Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()
    assert "an episode from session 7" in trajectory_alt_text(course(followed(status)))


def test_a_dismissed_episode_is_not_drawn() -> None:
    away = followed(Closed(session=7, outcome=Outcome.DISMISSED, reason="a slip"))
    assert not trajectory(course(away)).layout.shapes


def test_what_was_seen_has_a_shape_by_kind() -> None:
    seen = trace(trajectory(course(followed(None))), "Both seen")
    assert list(seen.x) == [7]
    assert "Shows anger" in seen.text[0]


def test_evidence_and_map_fit_plotlys_schema() -> None:
    newest = course(therapy(FALL)).newest
    assert newest is not None
    for figure in (
        evidence(newest),
        attachment_map([]),
        attachment_map([Profile.from_estimate(6.0, 2.0, assessed_on=now().date())] * 2),
    ):
        assert go.Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()


def test_what_was_not_rated_is_a_gap_and_never_zero() -> None:
    figure = trajectory(course(therapy(GAPS)))
    client = trace(figure, "Client")
    assert list(client.y)[2:4] == [None, 6.0]
    assert client.connectgaps is False
    assert list(trace(figure, "Therapist").y)[2:4] == [5.0, None]
    assert list(trace(figure, "Tension, therapist").y)[2:4] == [1, None]


def test_a_person_who_never_rated_has_no_line() -> None:
    names = [trace.name for trace in trajectory(course(therapy([(None, 5.0, 1)] * 4))).data]
    assert "Client" not in names
    assert "Therapist" in names


def test_a_flag_stands_at_its_session_with_a_shape_of_its_own() -> None:
    flag = trace(trajectory(course(therapy(FALL))), "Likely rupture")
    assert list(flag.x) == [7]
    assert flag.marker.symbol == "diamond"


def test_the_usual_range_stays_on_the_scale_and_needs_two_sessions() -> None:
    assert not [trace for trace in trajectory(course(therapy(QUIET[:2]))).data if trace.name == "Usual for this client"]
    band = trace(trajectory(course(therapy([(7.0, 7.0, 1)] * 8))), "Usual for this client")
    assert all(1 <= value <= 7 for value in band.y)


def test_the_picture_is_told_in_words() -> None:
    assert trajectory_alt_text(course(therapy(FALL))) == "Alliance over 7 sessions; likely rupture in session 7."
    assert trajectory_alt_text(course(therapy(QUIET[:1]))) == "Alliance over 1 session; no flags."


def test_the_evidence_table_and_the_prior_add_up_to_the_score() -> None:
    newest = course(therapy(FALL)).newest
    assert newest is not None
    total = sum(line["Evidence"] for line in evidence_table(newest)) + newest.prior
    assert total == pytest.approx(newest.score, abs=0.05)


def test_a_channel_nobody_rated_says_so() -> None:
    newest = course(therapy([*QUIET, (None, 4.0, 4)])).newest
    assert newest is not None
    lines = {line["Channel"]: line for line in evidence_table(newest)}
    assert lines["Client's alliance"]["Rated"] == "not rated"
    assert lines["Client's alliance"]["Evidence"] == 0


def test_the_map_shows_the_uncertainty_and_the_way_there() -> None:
    day = now().date()
    older, newer = (Profile.from_estimate(value, 2.0, assessed_on=day) for value in (5.0, 6.0))
    [points] = attachment_map([older, newer]).data
    assert list(points.x) == [5.0, 6.0]
    assert all(spread > 0 for spread in points.error_x.array)


def test_the_bond_and_the_talk_are_drawn_with_a_shape_per_strength() -> None:
    looks = [(2, BondElements(proximity=Strength.WEAK)), (5, BondElements(proximity=Strength.INTENSE))]
    bond = bond_course(looks)
    assert [list(trace.x) for trace in bond.data] == [[2], [5]]
    assert len({trace.marker.symbol for trace in bond.data}) == 2
    talk = talk_course([(3, TalkCounts(secure=3, avoidant=1))])
    assert list(talk.data[0].y) == [0.75]
    for figure in (bond, talk, bond_course([]), talk_course([])):
        assert go.Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()


def test_where_both_rated_the_same_both_marks_are_seen() -> None:
    drawn = trajectory(course(therapy([(6.0, 6.0, 1)] * 3)))
    client, therapist = trace(drawn, "Client").marker, trace(drawn, "Therapist").marker
    assert client.symbol == "circle"
    assert therapist.symbol.endswith("-open")
    assert therapist.size > client.size


def test_breaks_and_the_end_of_a_therapy_are_drawn_and_told() -> None:
    history = therapy(QUIET, ended=Ending.UNILATERAL)
    later = replace(history.sessions[3], held_on=START + timedelta(weeks=8))
    rest = (
        replace(session, held_on=START + timedelta(weeks=9 + place))
        for place, session in enumerate(history.sessions[4:])
    )
    history = replace(history, sessions=(*history.sessions[:3], later, *rest))
    figure = trajectory(course(history))
    assert [(shape.x0, shape.label.text) for shape in figure.layout.shapes] == [
        (3.5, "6 weeks"),
        (6.5, "left without agreement"),
    ]
    assert go.Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()
    assert trajectory_alt_text(course(history)).endswith("a break of 6 weeks before session 4, left without agreement.")
    assert not trajectory(course(therapy(QUIET))).layout.shapes
