"""Near the top of a scale ratings vary less: there is no room left above."""

from __future__ import annotations

from typing import Final

from alliance_monitor.detection.channels.arithmetic import Arithmetic, Number

BEYOND: Final = 0.4
"""Points above the end of the scale at which ratings would not vary at all: someone who usually says 7 varies a little.
"""

LEAST: Final = 0.3
MOST: Final = 1.6
"""Bounds of the share. On simulated practices this evens out false alarms between clients near the ceiling and all
others: the world with most of them had 1.8 times the pooled rate without it and 1.5 times with it
(docs/decisions/0003-detection-score.md). Default, not validated."""


def ceiling_variance(expected: Number, level: float, high: float, arithmetic: Arithmetic) -> Number:
    """Return what share of the usual variance clients have who usually rate `expected` on a scale that ends at `high`.

    1 at the norm's `level`, smaller above it and larger below.
    """
    top = high + BEYOND
    return arithmetic.higher(arithmetic.lower((top - expected) / (top - level), MOST), LEAST)
