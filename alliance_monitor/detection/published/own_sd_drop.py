"""A drop measured in the client's own standard deviations."""

from __future__ import annotations

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import earlier
from alliance_monitor.detection.published.rule import PublishedRule


def own_sd_drop(courses: Courses) -> Values:
    """(mean of the client's earlier ratings − this one) / their SD; from the third rating on."""
    before = earlier(courses.client)
    return (before.mean - courses.client) / before.sd


OWN_SD_DROP = PublishedRule(
    id="own-sd-drop",
    label="Own-SD drop (Stiles-type)",
    source="Stiles et al. 2004",
    limit=1.5,
    unit="the client's own SDs",
    suspicion=own_sd_drop,
)
"""The original looks back over a whole therapy for V-shaped dips; this is its falling side, looking forward
only. The limit is this project's reading."""
