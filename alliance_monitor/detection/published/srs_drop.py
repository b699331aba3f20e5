"""The Session Rating Scale's other convention: a fall of one point since last time."""

from __future__ import annotations

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.earlier import earlier
from alliance_monitor.detection.published.rule import PublishedRule
from alliance_monitor.detection.published.srs_cut_off import srs_total


def srs_drop(courses: Courses) -> Values:
    """Points of 40 below the client's last rating."""
    return srs_total(earlier(courses.client).last) - srs_total(courses.client)


SRS_DROP = PublishedRule(
    id="srs-drop",
    label="Drop of one point (SRS-type)",
    source="Session Rating Scale convention",
    limit=1.0,
    unit="points of 40",
    suspicion=srs_drop,
)
