"""Gradual decline: no single session stands out, yet the level has come down.

Source: reliable change against the person's own noise (after Jacobson & Truax 1991).
"""

from __future__ import annotations

from math import sqrt
from typing import Final

from alliance_monitor.detection.channels.arithmetic import Number

WINDOW: Final = 3
"""Ratings whose mean is the present level."""

RELIABLE_FALL: Final = 2.5 * WINDOW * sqrt(2.0 / WINDOW)
"""Fall of the sum of `WINDOW` ratings below the best such sum, in spreads of one rating: 2.5 standard
errors of a difference between two means of three. Default, not validated. On simulated therapies it called
7–9 % of whole therapies without any change declining, and found about three in five of those that fell
by two points."""


def has_declined(recent: Number, best: Number, spread: Number) -> Number:
    """Say whether the sum of the newest `WINDOW` ratings is reliably below the client's own best earlier sum.

    Parameters
    ----------
    spread : standard deviation of one ordinary rating around its expectation.
    """
    return best - recent >= RELIABLE_FALL * spread
