"""Folding sessions into a snapshot: the one way, for a whole history, for many therapies, for the next session."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from alliance_monitor.detection import Assessment, back_in_usual_range, explain
from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.therapy.course import FLAG_LASTS, FLAGGED
from alliance_monitor.therapy.snapshot.rows import SessionRow, TherapyRows
from alliance_monitor.therapy.snapshot.session_outcome import SessionOutcome
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot


class Verdicts(Protocol):
    """What the rules say of each rated session, in order."""

    def next_session(self) -> tuple[str, bool, bool]:
        """The next rated session's status, decline, and whether it is back in the usual range."""

    def reason(self) -> str:
        """Why that session is flagged."""


class AssessmentVerdicts:
    """`Verdicts` from assessments made one by one."""

    def __init__(self, rows: Iterable[Assessment]) -> None:
        self._rows: Iterator[Assessment] = iter(rows)
        self._row: Assessment

    def next_session(self) -> tuple[str, bool, bool]:
        """See `Verdicts`."""
        self._row = next(self._rows)
        return self._row.status, bool(self._row.decline), back_in_usual_range(self._row)

    def reason(self) -> str:
        """See `Verdicts`."""
        return explain(self._row)


def fold(therapy: TherapyRows, verdicts: Verdicts) -> TherapySnapshot:
    """Fold all sessions into a new snapshot. The detector's state is left to the caller, who judged the sessions."""
    snapshot = TherapySnapshot()
    closed = closed_ruptures(therapy.episodes) if therapy.episodes else ()
    flag_lasts = {session.id for session in [row for row in therapy.attended if row.ratings][-FLAG_LASTS:]}
    for session in therapy.attended:
        # Most therapies have no decision at all.
        decision, until = therapy.decisions.get(session.id, (None, None)) if therapy.decisions else (None, None)
        recent = session.id in flag_lasts
        snapshot.add_session(outcome_of(session, verdicts, recent, decision, until, session.number in closed))
    for day in therapy.missed:
        snapshot.add_missed(day)
    if therapy.episodes:
        snapshot.add_episodes(therapy.episodes, {session.number: session.held_on for session in therapy.attended})
    snapshot.set_client(therapy.client, therapy.pattern)
    if therapy.outcomes:
        snapshot.set_risk(therapy.outcomes)
    return snapshot


def outcome_of(
    session: SessionRow,
    verdicts: Verdicts,
    recent: bool,
    decision: str | None = None,
    snoozed_until: date | None = None,
    closed: bool = False,
) -> SessionOutcome:
    """One attended session as a snapshot takes it in; the reason is only worded for a `recent` one."""
    means: dict[str, float | None] = {}
    forms: dict[str, str] = {}
    tension: int | None = None
    for rater, instrument, goal, task, bond, felt, *_ in session.ratings:
        means[rater] = _mean(goal, task, bond)
        forms[rater] = instrument
        if felt is not None and (tension is None or felt > tension):
            tension = felt
    status, decline, back, reason = "", False, False, ""
    if session.ratings:
        status, decline, back = verdicts.next_session()
        if recent and status in FLAGGED:
            reason = verdicts.reason()
    return SessionOutcome(
        session.id,
        session.number,
        session.held_on,
        means.get("client"),
        means.get("therapist"),
        tension,
        session.waits or "client" in forms,
        "therapist" in forms,
        forms.get("client") or forms.get("therapist") or "",
        status,
        decline,
        back,
        reason,
        decision,
        snoozed_until,
        closed,
    )


def closed_ruptures(episodes: Iterable[RuptureEpisode]) -> set[int]:
    """Numbers of the sessions whose rupture was followed and is closed."""
    running: set[int] = set()
    followed: set[int] = set()
    for episode in episodes:
        followed.update(episode.ruptures)
        if episode.running:
            running.update(episode.ruptures)
    return followed - running


def _mean(*parts: float | None) -> float | None:
    rated = [part for part in parts if part is not None]
    return round(math.fsum(rated) / len(rated), 2) if rated else None
