"""What came before each rating: running figures over a grid, never looking ahead."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alliance_monitor.detection.channels.arithmetic import Values

SMALLEST_SD = 0.05
"""Points on 1–7. Someone who always gave the same rating would otherwise be infinitely surprised by any
other; the published rules do not cover that case."""


class Earlier(NamedTuple):
    """For every rating, figures over the same client's earlier ratings; NaN where there are too few.

    Attributes
    ----------
    last : the rating before this one.
    first : the first rating.
    mean : mean of all earlier ratings.
    sd : their standard deviation (n − 1), from two on, never below `SMALLEST_SD`.
    moving_range : mean absolute difference of neighbours among them, from two on.
    """

    last: Values
    first: Values
    mean: Values
    sd: Values
    moving_range: Values


def earlier(ratings: Values) -> Earlier:
    """Run through a grid of clients × sessions once; missing ratings are skipped."""
    clients, width = ratings.shape
    result = Earlier(*(np.full(ratings.shape, np.nan) for _ in range(5)))
    count, total, squares, ranges = (np.zeros(clients) for _ in range(4))
    first, last = np.full(clients, np.nan), np.full(clients, np.nan)
    for t in range(width):
        now = ratings[:, t]
        rated = ~np.isnan(now)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / count
            variance = (squares - count * mean**2) / (count - 1)
            result.sd[:, t] = np.where(count >= 2, np.sqrt(np.maximum(variance, SMALLEST_SD**2)), np.nan)
            result.moving_range[:, t] = np.where(count >= 2, ranges / (count - 1), np.nan)
        result.last[:, t], result.first[:, t], result.mean[:, t] = last, first, mean
        step = np.where(rated & (count > 0), np.abs(now - last), 0.0)
        ranges += np.nan_to_num(step)
        filled = np.where(rated, now, 0.0)
        count, total, squares = count + rated, total + filled, squares + filled**2
        first = np.where(rated & np.isnan(first), now, first)
        last = np.where(rated, now, last)
    return result
