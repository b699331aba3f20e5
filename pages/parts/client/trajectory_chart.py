"""Ratings over time, with flags, the usual range and episodes."""

from __future__ import annotations

from alliance_monitor.figures import trajectory, trajectory_alt_text
from alliance_monitor.therapy import Course
from pages.parts.shared import chart


def trajectory_chart(course: Course, key: str = "trajectory") -> None:
    """Draw one therapy; `key` must be unique on the page."""
    chart(trajectory(course), key=key, alt=trajectory_alt_text(course))
