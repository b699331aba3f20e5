"""A drop since the last rating."""

from __future__ import annotations

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import earlier
from alliance_monitor.detection.published.rule import PublishedRule


def last_drop(courses: Courses) -> Values:
    """Points on 1–7 below the client's rating before."""
    return earlier(courses.client).last - courses.client


LAST_DROP = PublishedRule(
    id="last-drop",
    label="Drop since the last session",
    source="common practice; one point is this project's reading",
    limit=1.0,
    unit="points on 1–7",
    suspicion=last_drop,
)
