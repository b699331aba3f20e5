"""Goals, tasks and bond each on a line of its own."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.course import Course
from alliance_monitor.figures.parts_course import in_words, parts_course


def part_by_part(course: Course) -> None:
    """Draw the parts the mean of the picture above is made of."""
    st.plotly_chart(parts_course(course), key="parts", alt=in_words(course), config={"displayModeBar": False})
