"""Three prompts that fit stage, kind of rupture and attachment, each with its source and caution."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.course import Course, Flag
from alliance_monitor.repair import STAGES, Feedback, Suggestion, suggest
from alliance_monitor.rupture import Episode, RuptureType, propose_type
from pages.parts import visitor

KINDS = {
    "say": "You might say",
    "try": "You might try",
    "avoid": "Better avoid",
    "notice": "Notice",
    "reflect": "For yourself",
}
VERDICTS = {"used": "Used it", "helpful": "Helped", "not_for_client": "Not for this client"}
EARLY_SESSIONS, LATE_SESSIONS = 5, 16
"""Up to and from which session prompts count as early and late. Default, not validated."""


def phase_of(number: int | None) -> str:
    """Phase of therapy by session number."""
    if number is None:
        return "any"
    return "early" if number <= EARLY_SESSIONS else "late" if number >= LATE_SESSIONS else "middle"


def prompts(course: Course, flag: Flag) -> None:
    """Show three prompts for this flag and take what the therapist found of them."""
    decision = course.history.decision_on(flag.session.id)
    chosen = (
        RuptureType(decision.rupture_type) if decision and decision.rupture_type else propose_type(flag.session.markers)
    )
    st.subheader("What could help", anchor=False)
    stage = st.segmented_control(
        "Stage of repair",
        [one.number for one in STAGES],
        format_func=lambda number: f"{number} {STAGES[number - 1].name}",
        default=1,
        required=True,
        key=f"stage-{flag.session.id}",
    )
    st.caption(STAGES[stage - 1].aim_for(chosen))
    newest = course.history.attended[-1].number
    feedback = [Feedback(prompt_id=one.prompt_id, verdict=one.verdict) for one in course.history.verdicts]
    offered = suggest(
        Episode(chosen, stage, opened_in=flag.session.number, current=newest),
        course.history.profile,
        phase_of(newest),
        feedback,
    )
    show(course, offered)


def show(course: Course, offered: Suggestion) -> None:
    """The three cards, what was left out, and the safety sentence."""
    if offered.risk_notice:
        st.error(offered.risk_notice, icon=":material/emergency:")
        return
    for column, one in zip(st.columns(3), offered.prompts, strict=True):
        with column.container(border=True, key=f"prompt-{one.prompt.id}"):
            st.caption(KINDS[one.prompt.kind])
            st.markdown(f"**{one.prompt.text}**")
            st.write(one.reason)
            st.caption(f"Caution: {one.prompt.caution}")
            st.caption(f"Source: {one.prompt.evidence.source} – {one.prompt.evidence.strength}. {one.prompt.rationale}")
            verdict = st.pills(
                "With this client",
                list(VERDICTS),
                format_func=VERDICTS.__getitem__,
                key=f"verdict-{one.prompt.id}",
                label_visibility="collapsed",
            )
            if verdict and st.session_state.get(f"judged-{one.prompt.id}") != verdict:
                name = f"judge-{one.prompt.id}-{verdict}"
                visitor.store().judge_prompt(
                    course.history.client.id,
                    Feedback(prompt_id=one.prompt.id, verdict=verdict),
                    key=visitor.write_key(name),
                )
                visitor.written(name)
                st.session_state[f"judged-{one.prompt.id}"] = verdict
                st.toast("Noted for this client.")
    st.markdown(f"*{offered.leave.text}* {offered.leave.rationale}")
    if offered.left_out:
        st.caption(f"Left out: {offered.left_out}")
    st.caption(offered.safety)
