"""How many imported sessions are flagged as possible ruptures."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from alliance_monitor.detection import assess
from alliance_monitor.importing import ImportedSession

COLUMNS = ("client_id", "session_number", "rater", "goal", "task", "bond", "tension", "instrument")


def tidy(sessions: Sequence[ImportedSession]) -> pd.DataFrame:
    """One row per rating, as `assess` takes them."""
    frame = pd.DataFrame(
        [
            (
                session.client_code,
                session.entry.number,
                rating.rater.value,
                *rating.parts,
                rating.tension,
                f"{rating.instrument} {rating.instrument_version}",
            )
            for session in sessions
            for rating in session.entry.ratings
        ],
        columns=list(COLUMNS),
    )
    return frame.astype(dict.fromkeys(("goal", "task", "bond", "tension"), float))


def flagged(sessions: Sequence[ImportedSession]) -> str:
    """Counts of flagged sessions by status, by the ratings in the file alone."""
    statuses = assess(tidy(sessions))["status"].value_counts()
    rated = int(statuses.sum())
    return (
        f"{statuses['likely']} likely, {statuses['possible']} possible, in {rated} rated sessions "
        f"({statuses['not_enough_data']} without an earlier rating to compare with)"
    )
