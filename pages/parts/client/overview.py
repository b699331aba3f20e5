"""How a therapy is going: the chart, one sentence and, when something needs attention, the flag and three prompts."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection import explain
from alliance_monitor.therapy import Course, signals
from pages.parts.client.trajectory_chart import trajectory_chart
from pages.parts.rupture import flag_card, prompts_for_flag, set_aside_flag, workspace
from pages.parts.shared import show_confirmation, visitor


def overview(course: Course) -> None:
    """Draw the ratings over time, say what they mean, and offer what could help."""
    show_confirmation()
    if not course.history.attended:
        st.write("No sessions yet. Log the first one; two ratings are needed before anything can be compared.")
        return
    flag = course.open_flag(visitor.today())
    answered = course.set_aside(visitor.today()) if flag is None else None
    if answered is not None and set_aside_flag(course, answered):
        flag = answered
    if flag is not None:
        flag_card(course, flag)
    trajectory_chart(course)
    if flag is None and course.newest is not None:
        st.write(f"Session {course.newest.session_number}: {explain(course.newest)}")
    # `explain` has just mentioned a decline.
    notes = [signal.sentence for signal in signals(course) if flag is not None or signal.rule != "decline"]
    if notes:
        st.markdown("**Also worth knowing**\n\n" + "\n".join(f"- {note}" for note in notes))
    for episode in course.history.running_episodes:
        workspace(course, episode)
    if flag is not None and not any(flag.session.number in episode.ruptures for episode in course.history.episodes):
        prompts_for_flag(course, flag)
