"""Sudden gains: a large and lasting step between two measurements of how the client is (Tang & DeRubeis 1999).

Three criteria: the step is large by itself, large against where the client stood, and large against the spread of the
three measurements before and after. With one of the six missing on one side or on both, the third uses the critical
value for what is left (Lutz et al. 2013), as the R package suddengains does (Wiedemann et al. 2020).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, variance
from typing import Literal, NamedTuple

SHARE = 0.25
"""Least step, as a share of the measurement before it (second criterion)."""

CRITICAL = {4: 2.776, 3: 3.182, 2: 4.303}
"""Two-sided 5 % limits of Student's t by degrees of freedom: measurements present, less two."""

AROUND = 3
"""Measurements looked at on each side of the step."""

SOURCE = "Tang & DeRubeis 1999, Journal of Consulting and Clinical Psychology 67, 894-904"

Better = Literal["lower", "higher"]
"""Which direction means better on an instrument."""


class Interval(NamedTuple):
    """Which criteria one step meets; None where too few measurements surround it."""

    large: bool
    against_level: bool
    lasting: bool | None

    @property
    def is_gain(self) -> bool:
        """Whether all three are met."""
        return self.large and self.against_level and self.lasting is True


def check_interval(
    before: Sequence[float | None], after: Sequence[float | None], *, cutoff: float, better: Better = "lower"
) -> Interval:
    """Judge the step from the last measurement of `before` to the first of `after`.

    Parameters
    ----------
    before, after : the three measurements on each side, oldest first; None where one is missing, which the two at the
        step itself may not be.
    cutoff : least step in the instrument's own unit (first criterion), such as its reliable change.

    Raises
    ------
    ValueError : one of the two measurements at the step is missing.
    """
    last, first = before[-1], after[0]
    if last is None or first is None:
        raise ValueError("the two measurements at the step are needed")
    sign = 1 if better == "lower" else -1
    step = sign * (last - first)
    return Interval(
        large=step >= cutoff,
        against_level=step >= SHARE * abs(last) and step > 0,
        lasting=_lasting([v for v in before if v is not None], [v for v in after if v is not None], sign),
    )


def sudden_gains(values: Sequence[float | None], *, cutoff: float, better: Better = "lower") -> tuple[int, ...]:
    """Indices of the measurements right after a sudden gain; a gain between the first two cannot be judged."""
    found = []
    for place in range(2, len(values)):
        if values[place - 1] is None or values[place] is None:
            continue
        before = values[max(0, place - AROUND) : place]
        if check_interval(before, values[place : place + AROUND], cutoff=cutoff, better=better).is_gain:
            found.append(place)
    return tuple(found)


def _lasting(before: list[float], after: list[float], sign: int) -> bool | None:
    freedom = len(before) + len(after) - 2
    if len(before) < 2 or len(after) < 2:
        return None
    pooled = math.sqrt(((len(before) - 1) * variance(before) + (len(after) - 1) * variance(after)) / freedom)
    return sign * (fmean(before) - fmean(after)) > CRITICAL[freedom] * pooled
