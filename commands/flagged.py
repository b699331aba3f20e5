"""How many imported sessions are flagged as possible ruptures."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from alliance_monitor.detection import assess
from alliance_monitor.detection.channels import ANSWERS
from alliance_monitor.detection.reading.columns import REQUIRED
from alliance_monitor.importing import ImportedSession


def tidy(sessions: Sequence[ImportedSession]) -> pd.DataFrame:
    """One row per rating, as `assess` takes them."""
    frame = pd.DataFrame(
        [
            {
                "client_id": session.client_code,
                "session_number": session.entry.number,
                "rater": rating.rater.value,
                "instrument": f"{rating.instrument} {rating.instrument_version}",
            }
            | {column: getattr(rating, column) for column in ANSWERS}
            for session in sessions
            for rating in session.entry.ratings
        ],
        columns=[*REQUIRED, "instrument"],
    )
    return frame.astype(dict.fromkeys(ANSWERS, float))


def flagged(sessions: Sequence[ImportedSession]) -> str:
    """Counts of flagged sessions by status, by the ratings in the file alone."""
    statuses = assess(tidy(sessions))["status"].value_counts()
    rated = int(statuses.sum())
    return (
        f"{statuses['likely']} likely, {statuses['possible']} possible, in {rated} rated sessions "
        f"({statuses['not_enough_data']} without an earlier rating to compare with)"
    )
