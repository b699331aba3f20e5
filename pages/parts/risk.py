"""An answer about harm, said first on the client's page, whatever the ratings are."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.course import Course
from alliance_monitor.outcome_form import risk_stands
from alliance_monitor.repair import RISK_NOTICE
from pages.parts import visitor
from pages.parts.prompts import own_procedure


def risk(course: Course) -> None:
    """Nothing without such an answer; with a flag or a rupture followed, it stands where the prompts were."""
    said_below = course.open_flag(visitor.today()) is not None or course.history.running_episodes
    if risk_stands(course.history.outcomes, visitor.today()) and not said_below:
        st.error(RISK_NOTICE, icon=":material/emergency:")
        own_procedure()
