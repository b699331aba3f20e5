"""The snapshots of very many therapies at once: judged as one batch, then folded in session by session."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from alliance_monitor.detection import Assessment, State, assess_and_keep, back_in_usual_ranges, explain
from alliance_monitor.detection.channels import RATERS
from alliance_monitor.detection.operating_point import AS_SHIPPED, PracticeDetection
from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.therapy.course import FLAG_LASTS, FLAGGED
from alliance_monitor.therapy.history import Client
from alliance_monitor.therapy.snapshot.making import closed_ruptures
from alliance_monitor.therapy.snapshot.session_outcome import SessionOutcome
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot

Rated = tuple[str, float | None, float | None, float | None, int | None, str]
"""One current rating as it is kept: rater, goal, task, bond, tension, instrument with its version ("id@version")."""


@dataclass(slots=True)
class SessionRow:
    """One attended session with its ratings; `waits` as `SessionRecord.client_waits`."""

    id: str
    number: int
    held_on: date | None
    ratings: list[Rated] = field(default_factory=list)
    waits: bool = False


@dataclass(slots=True)
class Therapy:
    """What a snapshot is made from, as light as possible."""

    client: Client
    attended: list[SessionRow] = field(default_factory=list)
    """In the order of their numbers."""
    missed: list[date | None] = field(default_factory=list)
    decisions: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    """Newest decision and day put off to, by session id."""
    episodes: tuple[RuptureEpisode, ...] = ()
    pattern: str = "unknown"
    outcomes: list[OutcomeForm] = field(default_factory=list)


def snapshots_of(therapies: Sequence[Therapy], detection: PracticeDetection = AS_SHIPPED) -> list[TherapySnapshot]:
    """The snapshot of each therapy: what `snapshot_of` makes of its whole history, at a fraction of the time."""
    rows = [
        (place, held.number, *one)
        for place, therapy in enumerate(therapies)
        for held in therapy.attended
        for one in held.ratings
    ]
    judged = _Judged(rows, detection)
    return [_snapshot(therapy, judged) for therapy in therapies]


class _Judged:
    """Judged sessions, handed out in the order of therapies and session numbers."""

    def __init__(self, rows: list[tuple[Any, ...]], detection: PracticeDetection) -> None:
        columns = zip(*rows, strict=True) if rows else ([] for _ in range(8))
        client, number, rater, goal, task, bond, tension, instrument = columns
        frame = pd.DataFrame(
            {
                "client_id": np.array(client, dtype=np.int64),
                "session_number": np.array(number, dtype=np.int64),
                "rater": pd.Categorical(rater, categories=RATERS),
                # None becomes NaN: not rated.
                "goal": np.array(goal, dtype=np.float64),
                "task": np.array(task, dtype=np.float64),
                "bond": np.array(bond, dtype=np.float64),
                "tension": np.array(tension, dtype=np.float64),
                "instrument": pd.Categorical(instrument),
            }
        )
        result, states = assess_and_keep(frame, detection.norms, detection.settings)
        self._columns = [result[name].to_numpy() for name in Assessment._fields]
        self._sessions: Iterator[tuple[str, bool, bool]] = zip(
            result["status"].tolist(), result["decline"].tolist(), back_in_usual_ranges(result).tolist(), strict=True
        )
        self._states = iter(states.transpose(1, 0, 2).tolist())
        self._at = -1

    def next_session(self) -> tuple[str, bool, bool]:
        """Status, decline, back in the usual range."""
        self._at += 1
        return next(self._sessions)

    def reason(self) -> str:
        """Why the session just handed out is flagged."""
        return explain(Assessment._make(column[self._at] for column in self._columns))

    def next_state(self, client_id: str, number: int, instruments: Mapping[str, str | None]) -> State:
        """The detector's state after the last rated session of the next client who has one."""
        return State.of(client_id, number, next(self._states), [instruments[rater] for rater in RATERS])


def _snapshot(therapy: Therapy, judged: _Judged) -> TherapySnapshot:
    snapshot = TherapySnapshot()
    over = closed_ruptures(therapy.episodes) if therapy.episodes else ()
    rated = [held for held in therapy.attended if held.ratings]
    recent = {held.id for held in rated[-FLAG_LASTS:]}
    instruments: dict[str, str | None] = dict.fromkeys(RATERS)
    for held in therapy.attended:
        snapshot.add(_outcome(held, therapy, judged, instruments, over=held.number in over, recent=held.id in recent))
    for day in therapy.missed:
        snapshot.miss(day)
    if rated:
        snapshot.detector = judged.next_state(therapy.client.id, rated[-1].number, instruments)
    if therapy.episodes:
        snapshot.follow(therapy.episodes, {held.number: held.held_on for held in therapy.attended})
    snapshot.belong(therapy.client, therapy.pattern)
    if therapy.outcomes:
        snapshot.learn_risk(therapy.outcomes)
    return snapshot


def _outcome(
    held: SessionRow, therapy: Therapy, judged: _Judged, instruments: dict[str, str | None], *, over: bool, recent: bool
) -> SessionOutcome:
    means: dict[str, float | None] = {}
    forms: dict[str, str] = {}
    tension: int | None = None
    for rater, goal, task, bond, felt, instrument in held.ratings:
        means[rater] = _mean(goal, task, bond)
        forms[rater] = instruments[rater] = instrument
        if felt is not None and (tension is None or felt > tension):
            tension = felt
    status, decline, back, reason = "", False, False, ""
    if held.ratings:
        status, decline, back = judged.next_session()
        if recent and status in FLAGGED:
            reason = judged.reason()
    decision, until = therapy.decisions.get(held.id, (None, None)) if therapy.decisions else (None, None)
    heard = held.waits or "client" in forms
    return SessionOutcome(
        held.id,
        held.number,
        held.held_on,
        means.get("client"),
        means.get("therapist"),
        tension,
        heard,
        heard,
        "therapist" in forms,
        forms.get("client") or forms.get("therapist") or "",
        status,
        decline,
        back,
        reason,
        decision,
        until,
        over,
    )


def _mean(*parts: float | None) -> float | None:
    rated = [part for part in parts if part is not None]
    return round(math.fsum(rated) / len(rated), 2) if rated else None
