"""A possible rupture: why it was flagged, how often such a flag is false, and the therapist's decision."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from alliance_monitor.therapy import Course, Decision, Flag
from pages.parts.rupture.evidence import evidence_for
from pages.parts.rupture.kinds import TYPE_LABELS
from pages.parts.shared import confirm, escaped, visitor

REASONS = (
    "Something outside therapy explains it",
    "We disagreed, but kept working together",
    "The rating was a slip",
    "Expected: an ending, a break, a hard topic",
)
SNOOZE_DAYS = 14
"""How long “Later” snoozes a flag unless another date is chosen."""

CONFIRMATIONS = {
    Decision.CONFIRMED: "Noted: you agree. The rupture is followed below.",
    Decision.DISMISSED: "The flag is dismissed; the reason is kept.",
    Decision.RECLASSIFIED: "The kind is noted, and the rupture followed below.",
    Decision.SNOOZED: "The flag is put off.",
}


def flag_card(course: Course, flag: Flag) -> None:
    """Draw one flag with its evidence and the four decisions to choose from."""
    with st.container(border=True, key="flag-card"):
        st.badge(
            f"{flag.status.capitalize()} rupture · session {flag.session.number}",
            icon=":material/flag:",
            color="red" if flag.status == "likely" else "orange",
        )
        st.markdown(f"**{flag.reason}**")
        rate = course.history.detection.limit_of(flag.status).false_alarms
        st.caption(
            f"How often is such a flag false? On simulated therapies {rate * 100:.0f} of 100 quiet sessions get one "
            f"called {'“likely”' if flag.status == 'likely' else '“possible” or “likely”'}. Not clinically validated. "
            "In the client's number their lowest part counts most. "
            f"Rule {flag.rule}, version {flag.rule_version}."
        )
        with st.expander("What speaks for and against it"):
            evidence_for(flag.assessment, f"evidence-{flag.session.id}")
        _decisions(course, flag)


def set_aside_flag(course: Course, flag: Flag) -> bool:
    """Say what was decided about a dismissed or snoozed flag; returns whether to draw the flag to decide again."""
    decision = course.history.decision_on(flag.session.id)
    reopened = f"reopened-{flag.session.id}"
    if decision is None or reopened in st.session_state:
        return decision is not None
    name = f"The {flag.status} rupture in session {flag.session.number}"
    if decision.decision is Decision.DISMISSED:
        st.caption(f"{name} was answered: not a rupture ({escaped(decision.reason)}).")
    else:
        st.caption(f"{name} is put off until {decision.snoozed_until:%d %b %Y}.")
    if st.button("Answer it anew", key=f"anew-{flag.session.id}", icon=":material/undo:"):
        st.session_state[reopened] = True
        st.rerun()
    return False


def _decisions(course: Course, flag: Flag) -> None:
    decision = course.history.decision_on(flag.session.id)
    if decision is not None and decision.decision in (Decision.CONFIRMED, Decision.RECLASSIFIED):
        sentences = {
            Decision.CONFIRMED: "You agreed that this is a rupture.",
            Decision.RECLASSIFIED: "You named the kind of rupture.",
        }
        st.success(sentences[decision.decision], icon=":material/check:")
    has_open_episode = any(
        episode.running and flag.session.number in episode.ruptures for episode in course.history.episodes
    )
    with st.container(horizontal=True):
        agreed = decision is not None and decision.decision is Decision.CONFIRMED
        if not agreed and st.button("I agree", key=f"agree-{flag.session.id}", icon=":material/check:"):
            _decide(course, flag, Decision.CONFIRMED)
        if not has_open_episode:
            _dismiss(course, flag)
        _reclassify(course, flag)
        if not has_open_episode:
            _snooze(course, flag)
    if has_open_episode:
        st.caption("No rupture after all? Close it below and say so.")


def _dismiss(course: Course, flag: Flag) -> None:
    with st.popover("Not a rupture", icon=":material/close:"):
        reason = st.radio("Why?", REASONS, index=None, key=f"why-{flag.session.id}")
        other = st.text_input("Or in your own words", key=f"own-{flag.session.id}", max_chars=300)
        if st.button(
            "Dismiss this flag",
            key=f"dismiss-{flag.session.id}",
            type="primary",
            disabled=not (reason or other.strip()),
        ):
            _decide(course, flag, Decision.DISMISSED, reason=other or reason or "")


def _reclassify(course: Course, flag: Flag) -> None:
    with st.popover("Name the kind", icon=":material/category:"):
        kind = st.radio(
            "Kind of rupture",
            list(TYPE_LABELS),
            format_func=TYPE_LABELS.__getitem__,
            index=None,
            key=f"kind-{flag.session.id}",
        )
        if st.button("Save the kind", key=f"reclassify-{flag.session.id}", type="primary", disabled=kind is None):
            _decide(course, flag, Decision.RECLASSIFIED, rupture_type=kind)


def _snooze(course: Course, flag: Flag) -> None:
    with st.popover("Later", icon=":material/snooze:"):
        until = st.date_input(
            "Remind me on",
            visitor.today() + timedelta(days=SNOOZE_DAYS),
            min_value=visitor.today() + timedelta(days=1),
            key=f"until-{flag.session.id}",
            format="DD/MM/YYYY",
        )
        if st.button("Put it off", key=f"snooze-{flag.session.id}", type="primary"):
            _decide(course, flag, Decision.SNOOZED, snoozed_until=until)


def _decide(course: Course, flag: Flag, decision: Decision, **details: object) -> None:
    name = f"decide-{flag.session.id}"
    with visitor.one_write(name) as write:
        visitor.store().decide(
            course.history.client.id,
            flag.session.id,
            decision,
            key=write,
            **details,  # type: ignore[arg-type]
        )
    st.session_state.pop(f"reopened-{flag.session.id}", None)
    confirm(CONFIRMATIONS[decision])
