"""Goals, tasks and bond each on a line of its own."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.figures import parts_alt_text, parts_course
from alliance_monitor.therapy import Course


def part_by_part(course: Course) -> None:
    """Draw the parts the mean of the picture above is made of."""
    st.plotly_chart(parts_course(course), key="parts", alt=parts_alt_text(course), config={"displayModeBar": False})
