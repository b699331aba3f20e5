"""The five bond elements and the share of secure talk: entry, charts, and what they may say about distance."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.attachment import (
    BOND_SOURCE,
    ELEMENTS,
    BondElements,
    Strength,
    TalkCounts,
    distance_advice,
)
from alliance_monitor.figures import bond_course, talk_course
from alliance_monitor.therapy import Course, phase_of
from pages.parts.shared import chart, confirm, lazy_expander, visitor, widget_key

STRENGTHS = {Strength.WEAK: "Weak", Strength.MODERATE: "Moderate", Strength.INTENSE: "Overly intense"}
TALKS = {
    "secure": "Secure – tells present experience openly, lets you take part",
    "avoidant": "Avoidant – declines the here and now, plays it down",
    "preoccupied": "Preoccupied – one-sided or tangled, little room for you",
}


def bond_and_talk(course: Course) -> None:
    """Draw both, with what was recorded so far; neither raises a flag."""
    history = course.history
    attended = {s.number: s.id for s in history.attended if s.number is not None}
    if not attended:
        return
    st.subheader("Bond and distance", anchor=False)
    _distance(course)
    left, right = st.columns(2, gap="large")
    with left:
        if history.bonds:
            newest = history.bonds[-1][1]
            chart(bond_course(history.bonds), key="bond", alt=newest.suggests())
            st.write(newest.suggests())
            st.caption(f"{BOND_SOURCE}. Moderate is the target.")
        lazy_expander(
            "Look at the five bond elements",
            partial(_bond_form, history.client.id, attended, len(history.bonds)),
            key=widget_key(history.client.id, "expander-bond"),
            icon=":material/link:",
        )
    with right:
        if history.talks:
            number, counts = history.talks[-1]
            chart(
                talk_course(history.talks),
                key="talk",
                alt=f"Share of secure talk; {counts.share:.0%} in session {number}.",
            )
            st.write(f"{counts.share:.0%} of the passages counted in session {number} were secure.")
            st.caption("The share, not the raw counts, went with resolution – Miller-Bottome et al. 2019, one study.")
        lazy_expander(
            "Count secure and insecure talk",
            partial(_talk_form, history.client.id, attended, len(history.talks)),
            key=widget_key(history.client.id, "expander-talk"),
            icon=":material/forum:",
        )


def _distance(course: Course) -> None:
    profile = course.history.profile
    phase = phase_of(course.history.attended[-1].number)
    advice = distance_advice(profile.pattern, phase) if profile else None
    if advice:
        st.markdown(f"**Distance in this ({phase}) phase:** {advice.text}")
        st.caption(f"{advice.source} – {advice.strength}")


def _session(attended: dict[int, str], key: str) -> str:
    number = st.selectbox("Session", sorted(attended, reverse=True), key=key)
    return attended[number]


def _bond_form(client_id: str, attended: dict[int, str], saved: int) -> None:
    key = partial(widget_key, client_id, saved=saved)
    session_id = _session(attended, key("bond-session"))
    strengths = {
        name: st.segmented_control(label, list(STRENGTHS), format_func=STRENGTHS.__getitem__, key=key(f"bond-{name}"))
        for name, label in ELEMENTS.items()
    }
    if st.button("Save this look", key="bond-save", type="primary", disabled=not any(strengths.values())):
        elements = BondElements.model_validate(strengths)
        with visitor.one_write("bond") as write:
            visitor.store().record_bond(client_id, session_id, elements, key=write)
        confirm("The bond elements are saved.")


def _talk_form(client_id: str, attended: dict[int, str], saved: int) -> None:
    key = partial(widget_key, client_id, saved=saved)
    session_id = _session(attended, key("talk-session"))
    counted = {name: st.number_input(label, 0, 500, 0, key=key(f"talk-{name}")) for name, label in TALKS.items()}
    if st.button("Save the counts", key="talk-save", type="primary", disabled=not any(counted.values())):
        counts = TalkCounts.model_validate(counted)
        with visitor.one_write("talk") as write:
            visitor.store().record_talk(client_id, session_id, counts, key=write)
        confirm("The counts are saved.")
