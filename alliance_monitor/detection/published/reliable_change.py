"""Reliable change for the worse since the start."""

from __future__ import annotations

from math import hypot, sqrt
from typing import Final, TypeVar

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import earlier
from alliance_monitor.detection.published.rule import PublishedRule

SAMPLE_SD: Final = hypot(0.9, 0.5)
"""SD of single ratings on 1–7: between clients 0.9, within 0.5 (see `simulation`)."""

RELIABILITY: Final = 0.76
"""Share of the variance of single ratings that lies between clients: 0.9² / (0.9² + 0.5²)."""


Fall = TypeVar("Fall", float, Values)


def reliable_change_index(fall: Fall, sd: float, reliability: float) -> Fall:
    """Return a fall in standard errors of a difference: Δ / (√2 · SD · √(1 − r)).

    Examples
    --------
    >>> round(reliable_change_index(47.5 - 32.5, sd=7.5, reliability=0.80), 2)
    3.16
    """
    return fall / (sqrt(2.0) * sd * sqrt(1.0 - reliability))


def reliable_change(courses: Courses) -> Values:
    """Reliable Change Index of the fall since the client's first rating."""
    fall = earlier(courses.client).first - courses.client
    return reliable_change_index(fall, SAMPLE_SD, RELIABILITY)


RELIABLE_CHANGE = PublishedRule(
    id="reliable-change",
    label="Reliable change against the start",
    source="Jacobson & Truax 1991",
    limit=1.96,
    unit="Reliable Change Index",
    suspicion=reliable_change,
)
