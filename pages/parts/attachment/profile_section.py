"""Attachment on the client's page."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.attachment import Pattern, Profile, describe, do_not_assume, expected_course, listen_for
from alliance_monitor.figures import attachment_map
from alliance_monitor.therapy import History
from pages.parts.attachment.earlier_profiles import earlier_profiles
from pages.parts.shared import chart


def profile_section(history: History) -> None:
    """Draw the newest profile and what it suggests, or the way to take one."""
    st.subheader("Attachment", anchor=False)
    if history.profile is None:
        st.write("No attachment profile yet; prompts use the secure wording with the cautions of both sides.")
        if st.button("Take an attachment profile", icon=":material/person_search:"):
            st.switch_page("intake.py", query_params={"client": history.client.id})
        return
    left, right = st.columns(2)
    with left:
        chart(attachment_map(history.profiles), key="attachment", alt=describe(history.profile))
    with right:
        _suggestions(history.profile)
    earlier_profiles(history.client.id, history.profiles)


def _suggestions(profile: Profile) -> None:
    st.write(describe(profile))
    for remark in profile.notes:
        st.caption(remark)
    pattern = Pattern(profile.pattern)
    for title, notes in (
        ("Listen for", listen_for(pattern)),
        ("Do not assume", do_not_assume(pattern)),
        ("What studies saw over time", expected_course(pattern)),
    ):
        with st.expander(title):
            for note in notes:
                st.markdown(f"- {note.text}  \n  :small[{note.source} – {note.strength}]")
