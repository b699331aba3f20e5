"""Where a therapy stands: the picture, one sentence, and – if something is up – the flag and three prompts."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection import explain
from alliance_monitor.figures import trajectory, trajectory_alt_text
from alliance_monitor.therapy import Course, signals
from pages.parts.rupture import flag_card, prompts_for_flag, set_aside_flag, workspace
from pages.parts.shared import visitor


def overview(course: Course) -> None:
    """Draw the course, say what it means, and offer what could help."""
    if said := st.session_state.pop("decided", None):
        st.success(said, icon=":material/check:")
        # The page stays where it was scrolled to: what was done far down it must be answered there, too.
        st.toast(said, icon=":material/check:")
    if not course.history.attended:
        st.write("No sessions yet. Log the first one; two ratings are needed before anything can be compared.")
        return
    flag = course.open_flag(visitor.today())
    aside = course.set_aside(visitor.today()) if flag is None else None
    if aside is not None and set_aside_flag(course, aside):
        flag = aside
    if flag is not None:
        flag_card(course, flag)
    st.plotly_chart(
        trajectory(course),
        key="trajectory",
        alt=trajectory_alt_text(course),
        config={"displayModeBar": False},
    )
    if flag is None and course.newest is not None:
        st.write(f"Session {course.newest.session_number}: {explain(course.newest)}")
    # What explain has just said is not said again.
    notes = [one.sentence for one in signals(course) if flag is not None or one.rule != "decline"]
    if notes:
        st.markdown("**Also worth knowing**\n\n" + "\n".join(f"- {note}" for note in notes))
    running = course.history.running_episodes
    for episode in running:
        workspace(course, episode)
    if flag is not None and not any(flag.session.number in one.ruptures for one in course.history.episodes):
        prompts_for_flag(course, flag)
