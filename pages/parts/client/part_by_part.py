"""Goals, tasks and bond, each as its own line."""

from __future__ import annotations

from alliance_monitor.figures import parts_alt_text, parts_course
from alliance_monitor.therapy import Course
from pages.parts.shared import chart


def part_by_part(course: Course) -> None:
    """Draw the parts behind the mean in the chart above."""
    chart(parts_course(course), key="parts", alt=parts_alt_text(course))
