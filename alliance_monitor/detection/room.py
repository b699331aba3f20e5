"""Near the top of a scale ratings vary less: there is no room left above."""

from __future__ import annotations

from typing import Final

import numpy as np

from alliance_monitor.detection.channels import Values

TOP: Final = 7.4
"""Where an alliance rating (1–7) would have no room at all; above 7, as someone who usually says 7 varies a little."""

LEAST: Final = 0.3
MOST: Final = 1.6
"""Bounds of the share. On simulated practices this brings false alarms of clients near the ceiling and of all others
together: the world with most of them had 1.8 times the pooled rate without and 1.5 times with it
(docs/decisions/0003-detection-score.md). Default, not validated."""


def room_left(expected: Values, level: float, out: Values) -> Values:
    """Return by how much the usual variance is to be multiplied for clients who usually rate `expected`.

    1 at the norm's `level`, smaller above it and larger below; written to `out`, which may not be `expected`.
    """
    np.subtract(TOP, expected, out=out)
    out /= TOP - level
    return np.clip(out, LEAST, MOST, out=out)


def room_left_for_one(expected: float, level: float) -> float:
    """The plain-Python twin of `room_left`, with operations in the same order."""
    return min(max((TOP - expected) / (TOP - level), LEAST), MOST)
