"""The warning after an answer about harm: first on the client's page, whatever the ratings are."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.outcome import risk_stands
from alliance_monitor.repair import RISK_NOTICE
from alliance_monitor.therapy import Course
from pages.parts.rupture import own_procedure
from pages.parts.shared import visitor


def risk(course: Course) -> None:
    """Nothing without such an answer; with an open flag or episode the warning replaces the prompts instead."""
    shown_with_prompts = course.open_flag(visitor.today()) is not None or course.history.running_episodes
    if risk_stands(course.history.outcomes, visitor.today()) and not shown_with_prompts:
        st.error(RISK_NOTICE, icon=":material/emergency:")
        own_procedure()
