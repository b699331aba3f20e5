"""A drop measured in the larger of the client's own SD and the sample's."""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.parameters.norms import PUBLISHED_NORMS
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import earlier
from alliance_monitor.detection.published.rule import PublishedRule

POOLED_SD: Final = sqrt(PUBLISHED_NORMS.client_alliance.variance)
"""SD of a client's ratings around their own level in the sample, points on 1–7. Fixed, so that one client's
flags never depend on who else is in the frame."""


def stricter_sd_drop(courses: Courses) -> Values:
    """(mean of the client's earlier ratings − this one) / larger of own and pooled SD (pooled before two)."""
    before = earlier(courses.client)
    return (before.mean - courses.client) / np.fmax(before.sd, POOLED_SD)


ONE_SD_DROP = PublishedRule(
    id="one-sd-drop",
    label="1 SD drop (Strauss-type)",
    source="Strauss et al. 2006",
    limit=1.0,
    unit="SDs, own or pooled, the larger",
    suspicion=stricter_sd_drop,
)

TWO_SD_DROP = PublishedRule(
    id="two-sd-drop",
    label="2 SD drop (Gumz-type)",
    source="Gumz et al. 2012",
    limit=2.0,
    unit="SDs, own or pooled, the larger",
    suspicion=stricter_sd_drop,
)
