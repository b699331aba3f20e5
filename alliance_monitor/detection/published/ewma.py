"""The chart of the exponentially weighted moving average."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import earlier
from alliance_monitor.detection.published.rule import PublishedRule

WEIGHT: Final = 0.3
"""λ, weight of the newest rating."""


def ewma(courses: Courses) -> Values:
    """(mean of earlier ratings − EWMA) / (s · √(λ / (2 − λ))), s the SD of the earlier ratings.

    The published limit mean − L·s·√(λ/(2−λ)) is this figure ≥ L. Each client's average starts at their first
    rating.
    """
    before = earlier(courses.client)
    clients, width = courses.client.shape
    result = np.full((clients, width), np.nan)
    average = np.full(clients, np.nan)
    for t in range(width):
        now = courses.client[:, t]
        rated = ~np.isnan(now)
        updated = np.where(np.isnan(average), now, WEIGHT * now + (1 - WEIGHT) * average)
        average = np.where(rated, updated, average)
        distance = (before.mean[:, t] - average) / (before.sd[:, t] * sqrt(WEIGHT / (2 - WEIGHT)))
        result[:, t] = np.where(rated, distance, np.nan)
    return result


EWMA = PublishedRule(
    id="ewma",
    label="EWMA chart",
    source="control-chart practice; in alliance research Eubanks-Carter, Gorman & Muran 2012",
    limit=3.0,
    unit="L, SDs of the average",
    suspicion=ewma,
)
