"""The snapshots of very many therapies: judged as one batch, then folded one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from alliance_monitor.detection import Assessment, State, assess_and_keep, back_in_usual_ranges, explain
from alliance_monitor.detection.channels import ANSWERS, RATERS
from alliance_monitor.detection.operating_point import AS_SHIPPED, PracticeDetection
from alliance_monitor.therapy.snapshot.fold import fold
from alliance_monitor.therapy.snapshot.rows import SessionRow, TherapyRows
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot


def snapshots_of(therapies: Sequence[TherapyRows], detection: PracticeDetection = AS_SHIPPED) -> list[TherapySnapshot]:
    """The snapshot of each therapy: what `snapshot_of` makes of its whole history, at a fraction of the time."""
    rows = [
        (place, session.number, *rating)
        for place, therapy in enumerate(therapies)
        for session in therapy.attended
        for rating in session.ratings
    ]
    verdicts = _BatchVerdicts(rows, detection)
    return [_snapshot(therapy, verdicts) for therapy in therapies]


def _snapshot(therapy: TherapyRows, verdicts: _BatchVerdicts) -> TherapySnapshot:
    snapshot = fold(therapy, verdicts)
    rated = [session for session in therapy.attended if session.ratings]
    if rated:
        snapshot.detector = verdicts.next_state(therapy.client.id, rated[-1].number, _last_instruments(rated))
    return snapshot


class _BatchVerdicts:
    """`Verdicts` of sessions judged as one batch, in the order of therapies and session numbers."""

    def __init__(self, rows: list[tuple[Any, ...]], detection: PracticeDetection) -> None:
        columns = zip(*rows, strict=True) if rows else ([] for _ in range(4 + len(ANSWERS)))
        client, number, rater, instrument, *answers = columns
        frame = pd.DataFrame(
            {
                "client_id": np.array(client, dtype=np.int64),
                "session_number": np.array(number, dtype=np.int64),
                "rater": pd.Categorical(rater, categories=RATERS),
                "instrument": pd.Categorical(instrument),
            }
            # None becomes NaN: not rated.
            | {column: np.array(given, dtype=np.float64) for column, given in zip(ANSWERS, answers, strict=True)}
        )
        result, states = assess_and_keep(frame, detection.norms, detection.settings)
        self._columns = [result[name].to_numpy() for name in Assessment._fields]
        self._sessions: Iterator[tuple[str, bool, bool]] = zip(
            result["status"].tolist(), result["decline"].tolist(), back_in_usual_ranges(result).tolist(), strict=True
        )
        self._states = iter(states.transpose(1, 0, 2).tolist())
        self._at = -1

    def next_session(self) -> tuple[str, bool, bool]:
        """See `Verdicts`."""
        self._at += 1
        return next(self._sessions)

    def reason(self) -> str:
        """See `Verdicts`."""
        return explain(Assessment._make(column[self._at] for column in self._columns))

    def next_state(self, client_id: str, number: int, instruments: Sequence[str | None]) -> State:
        """The detector's state after the last rated session of the next client who has one."""
        return State.of(client_id, number, next(self._states), instruments)


def _last_instruments(rated: Sequence[SessionRow]) -> list[str | None]:
    """The instrument each rater used last, in the order of `RATERS`."""
    last: dict[str, str] = {}
    for session in reversed(rated):
        last = {rating[0]: rating[1] for rating in session.ratings} | last
        if len(last) == len(RATERS):
            break
    return [last.get(rater) for rater in RATERS]
