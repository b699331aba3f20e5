"""The control chart for individual values on the client's own baseline."""

from __future__ import annotations

from typing import Final

import numpy as np

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import SMALLEST_SD, earlier
from alliance_monitor.detection.published.rule import PublishedRule

RANGE_TO_SD: Final = 1.128
"""Expected range of two normal values in SDs (d₂ for n = 2): σ = mean moving range / 1.128."""


def shewhart(courses: Courses) -> Values:
    """(mean of the client's earlier ratings − this one) / (mean moving range / 1.128)."""
    before = earlier(courses.client)
    sigma = np.maximum(before.moving_range / RANGE_TO_SD, SMALLEST_SD)
    return (before.mean - courses.client) / sigma


SHEWHART = PublishedRule(
    id="shewhart",
    label="Shewhart XmR chart",
    source="Eubanks-Carter, Gorman & Muran 2012; Lipner et al. 2022",
    limit=3.0,
    unit="σ from moving ranges",
    suspicion=shewhart,
)
