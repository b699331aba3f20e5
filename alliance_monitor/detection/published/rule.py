"""What every published rule provides, so that all can be compared in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses, courses


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """A rule from the literature.

    Parameters
    ----------
    id : short name in settings and exports.
    label : name on screen; “-type” where the original formula was not available in full.
    source : author and year.
    limit : suspicion from which the published rule flags a session.
    unit : unit of suspicion.
    suspicion : from `Courses` to a grid of the same shape, higher = more suspicious, NaN where the rule gives no
        result; column t uses columns up to t only.
    """

    id: str
    label: str
    source: str
    limit: float
    unit: str
    suspicion: Callable[[Courses], Values]


def apply_rule(rule: PublishedRule, ratings: pd.DataFrame) -> pd.DataFrame:
    """Judge tidy ratings by one published rule.

    Returns
    -------
    DataFrame with client_id, session_number, suspicion, flagged; one row per session as in `assess`.

    Raises
    ------
    RatingsError : as in `assess`.
    """
    arranged = courses(ratings)
    suspicion = arranged.as_rows(rule.suspicion(arranged))
    ids, first = arranged.sessions.client_ids, arranged.sessions.first
    return pd.DataFrame(
        {
            "client_id": ids.take(np.repeat(np.arange(len(ids)), np.diff(first))),
            "session_number": arranged.sessions.number,
            "suspicion": suspicion,
            "flagged": suspicion >= rule.limit,
        }
    )
