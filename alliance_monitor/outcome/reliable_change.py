"""Reliable change: more than a questionnaire varies by itself (Jacobson & Truax 1991)."""

from __future__ import annotations

from enum import StrEnum

from alliance_monitor.instruments import ReliableChange


class Change(StrEnum):
    """What became of a client between two measurements."""

    BETTER = "reliably better"
    WORSE = "reliably worse"
    NEITHER = "no reliable change"


def change(first: float, newest: float, limit: ReliableChange) -> Change:
    """Compare two scores in the instrument's own unit by its published limit; a change equal to the limit counts."""
    step = first - newest if limit.better == "lower" else newest - first
    if step >= limit.points:
        return Change.BETTER
    return Change.WORSE if -step >= limit.points else Change.NEITHER
