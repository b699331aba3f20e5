"""The four channels: who rated what, each turned so that low is bad."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RATERS: Final = ("client", "therapist")
PARTS: Final = ("goal", "task", "bond")
CHANNELS: Final = ("client_alliance", "therapist_alliance", "client_tension", "therapist_tension")
"""Order of the channels everywhere. Channel `i` comes from rater `i % 2`; the last two are tensions."""

LOWEST_SHARE: Final = 0.6
"""Share of the lowest part in the client's alliance; the rest is the mean of the parts. A rupture often
strains one part alone, which the mean hides: on simulated cohorts the lowest part added one to three
points of ruptures found (docs/decisions/0003-detection-score.md)."""

NO_TENSION: Final = 1.0
"""“None” on the tension scale, 1–5. Inside the score tension is `NO_TENSION - tension`: 0 none, −4 severe."""


def alliances(goal: Values, task: Values, bond: Values) -> tuple[Values, Values]:
    """Return (mean, lowest) of the parts that were rated; NaN where none was."""
    count = np.zeros(goal.shape, dtype=np.int8)
    total = np.zeros(goal.shape)
    lowest: Values = np.full(goal.shape, np.nan)
    for part in (goal, task, bond):
        rated = ~np.isnan(part)
        count += rated
        total += np.where(rated, part, 0.0)
        lowest = np.fmin(lowest, part)
    with np.errstate(invalid="ignore"):
        return total / count, lowest


def client_alliance(mean: Values, lowest: Values) -> Values:
    """The mean of the parts and the lowest of them, in the proportion of `LOWEST_SHARE`."""
    return (1.0 - LOWEST_SHARE) * mean + LOWEST_SHARE * lowest


def oriented(rater: str, parts: Iterable[Any], tension: Any) -> tuple[float, float]:
    """Return one rating as (alliance, tension turned round), NaN for what was not rated.

    The plain-Python twin of the array functions above; operations come in the same order, so that both
    give the same number to the last bit.
    """
    count, total, lowest = 0, 0.0, np.inf
    for part in parts:
        if not isnan(part):
            count += 1
            total += part
            lowest = min(lowest, part)
    if not count:
        return float("nan"), NO_TENSION - tension
    mean = total / count
    if rater == "client":
        mean = (1.0 - LOWEST_SHARE) * mean + LOWEST_SHARE * lowest
    return mean, NO_TENSION - tension
