"""Tension that somebody reported."""

from __future__ import annotations

import numpy as np

from alliance_monitor.detection.channels.arithmetic import Values
from alliance_monitor.detection.published.courses import Courses
from alliance_monitor.detection.published.rule import PublishedRule


def reported_tension(courses: Courses) -> Values:
    """The stronger of the client's and the therapist's tension, 1–5."""
    return np.fmax(courses.client_tension, courses.therapist_tension)


REPORTED_TENSION = PublishedRule(
    id="reported-tension",
    label="Reported tension",
    source="Muran et al. 2009",
    limit=3.0,
    unit="tension 1–5, the stronger of two raters",
    suspicion=reported_tension,
)
"""In the original either rater's report of any tension counts; from moderate on is this project's reading,
since slight tension is part of most hours."""
