"""A low alliance, whatever is usual for this client."""

from __future__ import annotations

from typing import Final

MIDPOINT: Final = 4.0
"""Middle of the 1–7 scale: below it a person denies more of the alliance than they affirm. Default, not
validated; where an instrument has a cut-off of its own, that is used instead (SRS: 36 of 40, sources differ
on < or ≤, and it calls more than half of ordinary sessions low)."""


def low_alliance(mean: float | None, cut_off: float = MIDPOINT) -> bool:
    """Say whether the mean of goals, tasks and bond (1–7) is below the cut-off; False for a missing rating."""
    return mean is not None and mean < cut_off
