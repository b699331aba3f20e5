"""Three prompts that fit stage, kind of rupture and attachment, each with its source and caution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import streamlit as st

from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.outcome import risk_stands
from alliance_monitor.records import RepairContext, propose_type
from alliance_monitor.repair import STAGES, Feedback, Prompt, Suggested, Suggestion, library, suggest
from alliance_monitor.therapy import Course, Flag, phase_of
from db.configuration import configuration
from pages.parts.shared import escaped, visitor

KINDS = {
    "say": "You might say",
    "try": "You might try",
    "avoid": "Better avoid",
    "notice": "Notice",
    "reflect": "For yourself",
}
VERDICTS = {"used": "Used it", "helpful": "Helped", "not_for_client": "Not for this client"}


def prompts(course: Course, episode: RuptureEpisode, stage: int) -> None:
    """Three prompts for the stage worked on now."""
    asked = RepairContext(episode.rupture_type, stage, opened_in=episode.ruptures[-1], current=_newest(course))
    _offer(course, asked, episode.id)


def prompts_for_flag(course: Course, flag: Flag) -> None:
    """Three prompts for a flag nobody has decided on; stage 1 unless the therapist looks ahead."""
    stage = st.segmented_control(
        "Stage of repair",
        [one.number for one in STAGES],
        format_func=lambda number: f"{number} {STAGES[number - 1].name}",
        default=1,
        required=True,
        key=f"stage-{flag.session.id}",
    )
    kind = propose_type(flag.session.markers)
    st.caption(STAGES[stage - 1].aim_for(kind))
    _offer(course, RepairContext(kind, stage, opened_in=flag.session.number, current=_newest(course)), flag.session.id)


def _newest(course: Course) -> int | None:
    return course.history.attended[-1].number


def _offer(course: Course, asked: RepairContext, place: str) -> None:
    st.subheader("What could help", anchor=False)
    asked = replace(asked, risk=risk_stands(course.history.outcomes, visitor.today()))
    feedback = [Feedback(prompt_id=one.prompt_id, verdict=one.verdict) for one in course.history.verdicts]
    offered = suggest(asked, course.history.profile, phase_of(asked.current), feedback, prompts=own_library())
    if not offered.variants:
        show(course, offered, place)
        return
    # Attachment is not clear: both readings are offered, the joint choice first.
    joint, *single = st.tabs(["For both readings", *(f"If more {one.pattern}" for one in offered.variants)])
    with joint:
        show(course, offered, place)
    for tab, one in zip(single, offered.variants, strict=True):
        with tab:
            _cards(course, one.prompts, f"{place}-{one.pattern}")
            _safety(offered)


@cache
def own_library() -> tuple[Prompt, ...]:
    """The library with the practice's own prompts on top; read once, as it was checked at the start."""
    return library(configuration().prompts)


def show(course: Course, offered: Suggestion, place: str) -> None:
    """The three cards, what was left out, and the safety sentence."""
    if offered.risk_notice:
        st.error(offered.risk_notice, icon=":material/emergency:")
        own_procedure()
        return
    _cards(course, offered.prompts, place)
    st.markdown(f"*{offered.leave.text}* {offered.leave.rationale}")
    if offered.left_out:
        st.caption(f"Left out: {offered.left_out}")
    _safety(offered)


def _safety(offered: Suggestion) -> None:
    """Stands wherever prompts do."""
    st.caption(offered.safety)
    own_procedure()


def own_procedure() -> None:
    """What this practice does when a life may be at risk, in its own words."""
    if configuration().safety_text:
        st.caption(f"Your service: {escaped(configuration().safety_text)}")


def _cards(course: Course, offered: Sequence[Suggested], place: str) -> None:
    for column, one in zip(st.columns(3), offered, strict=True):
        with column.container(border=True, key=f"prompt-{place}-{one.prompt.id}"):
            st.caption(KINDS[one.prompt.kind])
            st.markdown(f"**{one.prompt.text}**")
            st.write(one.reason)
            st.caption(f"Caution: {one.prompt.caution}")
            st.caption(f"Source: {one.prompt.evidence.source} – {one.prompt.evidence.strength}. {one.prompt.rationale}")
            verdict = st.pills(
                "With this client",
                list(VERDICTS),
                format_func=VERDICTS.__getitem__,
                key=f"verdict-{place}-{one.prompt.id}",
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
