"""Reliable change: more than a questionnaire varies by itself (Jacobson & Truax 1991)."""

from __future__ import annotations

import math
from enum import StrEnum

from alliance_monitor.instruments import ReliableChange

TWO_SIDED = 1.96
"""Normal limit for 95 %."""


class Change(StrEnum):
    """What became of a client between two measurements."""

    BETTER = "reliably better"
    WORSE = "reliably worse"
    NEITHER = "no reliable change"


def change(first: float, newest: float, limit: ReliableChange) -> Change:
    """Compare two scores in the instrument's own unit by its published limit, which itself counts as reached."""
    step = first - newest if limit.better == "lower" else newest - first
    if step >= limit.points:
        return Change.BETTER
    return Change.WORSE if -step >= limit.points else Change.NEITHER


def reliable_points(spread: float, reliability: float) -> float:
    """The least reliable difference of two scores: 1.96 · √2 · SD · √(1 − r).

    Parameters
    ----------
    spread : standard deviation of scores among people, in the instrument's own unit.
    reliability : 0 to 1, retest or internal consistency.
    """
    return TWO_SIDED * math.sqrt(2) * spread * math.sqrt(1 - reliability)
