"""Simpler signals beside a flag: each a rule of its own, said in a sentence; none raises or silences a flag."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.detection import (
    back_in_usual_range,
    low_alliance,
    no_variation,
    part_falling_alone,
    perspective_gap,
    unrepaired,
)
from alliance_monitor.records import Rater, Rating
from alliance_monitor.therapy.course import FLAGGED, Course
from alliance_monitor.therapy.history import SessionRecord

PART_WORDS = {"goal": "goals", "task": "tasks", "bond": "the bond"}
WHOSE = {Rater.CLIENT: "The client's", Rater.THERAPIST: "The therapist's"}


@dataclass(frozen=True, slots=True)
class Signal:
    """What one simple rule says about the newest session; `rule` is its name in `alliance_monitor.detection.plain`."""

    rule: str
    sentence: str


def signals(course: Course) -> tuple[Signal, ...]:
    """What else is worth knowing about the newest attended session, most important first."""
    attended = course.history.attended
    if not attended:
        return ()
    newest = attended[-1]
    client, therapist = newest.rating_by(Rater.CLIENT), newest.rating_by(Rater.THERAPIST)
    found = []
    if course.voice_missing:
        found.append(
            Signal(
                "client_voice_missing",
                "The client has not rated the last three sessions. Their view carries the most weight.",
            )
        )
    if course.newest is not None and course.newest.decline:
        found.append(Signal("decline", "The level has come down over several sessions, without one that stands out."))
    found += [
        Signal(
            "unrepaired",
            f"The rupture of session {episode.opened_in} has been open for {number - episode.opened_in} sessions.",
        )
        for episode in course.history.running_episodes
        if (number := newest.number or 0) and unrepaired(episode.opened_in, number, closed=False)
    ]
    found += [signal for signal in (_part(course, rater) for rater in Rater) if signal]
    if client and low_alliance(client.mean):
        found.append(
            Signal(
                "low_alliance",
                f"The client's ratings, {client.mean:.1f} on average, lie below the middle of the scale.",
            )
        )
    if client and therapist and perspective_gap(client.mean, therapist.mean):
        found.append(
            Signal(
                "perspective_gap",
                f"The therapist rated {therapist.mean:.1f} where the client rated {client.mean:.1f}; "
                "usually therapists rate a little lower.",
            )
        )
    means = [rating.mean if rating else None for rating in _of(attended, Rater.CLIENT)]
    if no_variation(means):
        found.append(
            Signal(
                "no_variation",
                "The client's last five ratings are alike and near the maximum. That is no proof that all is well.",
            )
        )
    back = _returned(course)
    return tuple([*found, back] if back else found)


def _of(sessions: tuple[SessionRecord, ...], rater: Rater) -> list[Rating | None]:
    return [session.rating_by(rater) for session in sessions]


def _part(course: Course, rater: Rater) -> Signal | None:
    """One of goals, tasks and bond falling alone, on ratings of the newest one's instrument."""
    ratings = _of(course.history.attended, rater)
    newest = ratings[-1]
    if newest is None:
        return None
    form = (newest.instrument, newest.instrument_version)
    same = [rating for rating in ratings if rating and (rating.instrument, rating.instrument_version) == form]
    fallen = part_falling_alone({part: [getattr(rating, part) for rating in same] for part in PART_WORDS})
    if fallen is None:
        return None
    return Signal("part_falling_alone", f"{WHOSE[rater]} rating of {PART_WORDS[fallen]} fell while the others held.")


def _returned(course: Course) -> Signal | None:
    """The first session after the newest flag that is back in the usual range; this closes nothing by itself."""
    flagged = [place for place, row in enumerate(course.rows) if row.status in FLAGGED]
    if not flagged or flagged[-1] == len(course.rows) - 1:
        return None
    for session, row in zip(course.sessions[flagged[-1] + 1 :], course.rows[flagged[-1] + 1 :], strict=True):
        if back_in_usual_range(row):
            alone = "" if session.rating_by(Rater.CLIENT) else " – by the therapist's view alone"
            return Signal(
                "back_in_usual_range",
                f"After the flag in session {course.sessions[flagged[-1]].number} the ratings were back in their usual "
                f"range in session {session.number}{alone}.",
            )
    return None
