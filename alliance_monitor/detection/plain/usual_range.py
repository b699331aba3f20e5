"""Recovery: the ratings are back where they usually are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import CHANNELS, TENSION, Channel
from alliance_monitor.detection.channels.arithmetic import Number
from alliance_monitor.detection.judging.judged_row import JudgedRow

WITHIN: Final = 0.5
"""Spreads below what is expected that still count as back."""

MAX_TENSION: Final = 2
"""Highest tension (1–5) that still counts as back. Both: default, not validated. A high “resolved” rating
is deliberately not required: by itself it does not predict the next alliance (Rubel et al. 2018)."""


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
    return bool(_is_back(JudgedRow(row).number))


def back_in_usual_ranges(judged: pd.DataFrame) -> NDArray[np.bool_]:
    """`back_in_usual_range` of every row of `assess` at once."""

    def column(channel: Channel, name: str) -> NDArray[np.float64]:
        return judged[f"{channel.name}_{name}"].to_numpy(dtype=np.float64)

    back: NDArray[np.bool_] = _is_back(column)
    return back


def _is_back(read: Callable[[Channel, str], Number]) -> Number:
    compared: Number = False
    outside: Number = False
    for channel in CHANNELS:
        observed = read(channel, "observed")
        if channel.measure == TENSION:
            outside = outside | (observed > MAX_TENSION)
        else:
            expected = read(channel, "expected")
            compared = compared | (expected == expected)  # noqa: PLR0124 - false exactly for NaN
            outside = outside | (expected - observed > WITHIN * read(channel, "spread"))
    return compared > outside  # compared and not outside, for booleans and arrays of them alike
