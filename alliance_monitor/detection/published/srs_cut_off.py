"""The Session Rating Scale's conventions, on ratings converted to its 0–40."""

from __future__ import annotations

from typing import Final

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.rule import PublishedRule

SRS_TOTAL: Final = 40.0
SRS_CUT_OFF: Final = 36.0


def srs_total(mean: Values) -> Values:
    """Convert a mean on 1–7 linearly to the total of four lines of 0–10."""
    return (mean - 1.0) / 6.0 * SRS_TOTAL


def below_cut_off(courses: Courses) -> Values:
    """Points of 40 below the conventional cut-off; 0 is on it."""
    return SRS_CUT_OFF - srs_total(courses.client)


SRS_CUT_OFF_RULE = PublishedRule(
    id="srs-cut-off",
    label="Instrument cut-off (SRS-type)",
    source="Session Rating Scale convention; sources differ on < or ≤ 36, here ≤",
    limit=0.0,
    unit="points of 40 below 36",
    suspicion=below_cut_off,
)
"""Flags about half of ordinary sessions: it must never drive an alert by itself."""
