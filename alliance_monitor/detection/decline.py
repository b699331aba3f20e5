"""Gradual decline: no single session stands out, yet the level has come down."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

WINDOW: Final = 3
"""Ratings whose mean is the present level."""

RELIABLE_FALL: Final = 2.5 * WINDOW * sqrt(2.0 / WINDOW)
"""Fall of the sum of `WINDOW` ratings below the best such sum, in spreads of one rating: 2.5 standard
errors of a difference between two means of three. Default, not validated. On simulated therapies it called
7–9 % of whole therapies without any change declining, and found about three in five of those that fell
by two points."""


def declining(ratings: Sequence[float], spread: float) -> bool:
    """Say whether the newest level lies reliably below the client's own best level so far.

    Parameters
    ----------
    ratings : alliance ratings of one rater on one instrument, oldest first, missing ones left out.
    spread : standard deviation of one ordinary rating around its expectation, as in `Assessment`.

    Notes
    -----
    Source: reliable change against the person's own noise (after Jacobson & Truax 1991). `assess` applies
    the same rule while it passes over the ratings and reports it where the session itself raises no flag.
    """
    sums = [sum(ratings[end - WINDOW : end]) for end in range(WINDOW, len(ratings) + 1)]
    return len(sums) > 1 and max(sums[:-1]) - sums[-1] >= RELIABLE_FALL * spread
