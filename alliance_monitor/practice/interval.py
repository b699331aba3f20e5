"""The confidence interval of a share."""

from __future__ import annotations

from math import sqrt

Z = 1.96
"""Standard normal quantile of a 95 % interval."""


def wilson(yes: float, count: float) -> tuple[float, float]:
    """Return the 95 % interval of a share `yes` of `count` (Wilson 1927); it keeps its width at none or all."""
    square = Z * Z
    middle = (yes + square / 2) / (count + square)
    half = Z / (count + square) * sqrt(max(0.0, yes * (count - yes) / count) + square / 4)
    return max(0.0, middle - half), min(1.0, middle + half)
