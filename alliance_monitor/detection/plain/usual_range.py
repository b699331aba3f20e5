"""Recovery: the ratings are back where they usually are."""

from __future__ import annotations

from math import isnan
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.reader import RowReader

WITHIN: Final = 0.5
"""Spreads below what is expected that still count as back."""

CALM: Final = 2
"""Highest tension (1–5) that still counts as back. Both: default, not validated. A high “resolved” rating
is deliberately not asked for: by itself it does not foretell the next alliance (Rubel et al. 2018)."""


def back_in_usual_range(row: Any) -> bool:
    """Say whether a judged session has returned to the client's usual range.

    Every alliance rating that could be compared lies at most half a spread below what was expected, every
    tension reported is 2 or less, and at least one alliance rating could be compared. The client's own
    rating decides where there is one: without it recovery rests on the therapist's view, and a screen
    should say so.

    Parameters
    ----------
    row : a row of `assess` or the row `advance` returns.
    """
    seen = RowReader(row)
    compared = False
    for rater in ("client", "therapist"):
        tension = seen.number(f"{rater}_tension_observed")
        if tension > CALM:
            return False
        expected = seen.number(f"{rater}_alliance_expected")
        if isnan(expected):
            continue
        compared = True
        spread = seen.number(f"{rater}_alliance_spread")
        if expected - seen.number(f"{rater}_alliance_observed") > WITHIN * spread:
            return False
    return compared


def back_in_usual_ranges(judged: pd.DataFrame) -> NDArray[np.bool_]:
    """`back_in_usual_range` of every row of `assess` at once."""
    held_back = np.zeros(len(judged), dtype=bool)
    compared = np.zeros(len(judged), dtype=bool)
    for rater in ("client", "therapist"):
        expected, observed, spread, tension = (
            judged[f"{rater}_{name}"].to_numpy(dtype=np.float64)
            for name in ("alliance_expected", "alliance_observed", "alliance_spread", "tension_observed")
        )
        compared |= ~np.isnan(expected)
        held_back |= (tension > CALM) | (expected - observed > WITHIN * spread)
    return compared & ~held_back
