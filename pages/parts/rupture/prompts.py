"""Three prompts for the stage, kind of rupture and attachment, each with its source and a caution."""

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
    """Three prompts for the current stage of an episode."""
    context = RepairContext(episode.rupture_type, stage, opened_in=episode.ruptures[-1], current=_newest(course))
    _suggestions(course, context, episode.id)


def prompts_for_flag(course: Course, flag: Flag) -> None:
    """Three prompts for a flag without an episode; stage 1 unless the therapist looks ahead."""
    stage = st.segmented_control(
        "Stage of repair",
        [stage.number for stage in STAGES],
        format_func=lambda number: f"{number} {STAGES[number - 1].name}",
        default=1,
        required=True,
        key=f"stage-{flag.session.id}",
    )
    kind = propose_type(flag.session.markers)
    st.caption(STAGES[stage - 1].aim_for(kind))
    _suggestions(
        course, RepairContext(kind, stage, opened_in=flag.session.number, current=_newest(course)), flag.session.id
    )


def _newest(course: Course) -> int | None:
    return course.history.attended[-1].number


def _suggestions(course: Course, context: RepairContext, key: str) -> None:
    st.subheader("What could help", anchor=False)
    context = replace(context, risk=risk_stands(course.history.outcomes, visitor.today()))
    feedback = [Feedback(prompt_id=given.prompt_id, verdict=given.verdict) for given in course.history.verdicts]
    found = suggest(context, course.history.profile, phase_of(context.current), feedback, prompts=practice_library())
    if not found.variants:
        _suggestion(course, found, key)
        return
    # Attachment is unclear: prompts for both patterns, the joint choice first.
    joint, *single = st.tabs(["For both readings", *(f"If more {variant.pattern}" for variant in found.variants)])
    with joint:
        _suggestion(course, found, key)
    for tab, variant in zip(single, found.variants, strict=True):
        with tab:
            _cards(course, variant.prompts, f"{key}-{variant.pattern}")
            _safety(found)


@cache
def practice_library() -> tuple[Prompt, ...]:
    """The prompt library with the practice's own prompts added; read once, having been checked when the app started."""
    return library(configuration().prompts)


def _suggestion(course: Course, found: Suggestion, key: str) -> None:
    """Three cards, what was left out, and the safety sentence; only the risk notice after an answer about harm."""
    if found.risk_notice:
        st.error(found.risk_notice, icon=":material/emergency:")
        own_procedure()
        return
    _cards(course, found.prompts, key)
    st.markdown(f"*{found.leave.text}* {found.leave.rationale}")
    if found.left_out:
        st.caption(f"Left out: {found.left_out}")
    _safety(found)


def _safety(found: Suggestion) -> None:
    """The safety sentence, wherever prompts are."""
    st.caption(found.safety)
    own_procedure()


def own_procedure() -> None:
    """The practice's own instructions for when a life may be at risk, if it has any."""
    if configuration().safety_text:
        st.caption(f"Your service: {escaped(configuration().safety_text)}")


def _cards(course: Course, prompts: Sequence[Suggested], key: str) -> None:
    for column, suggested in zip(st.columns(3), prompts, strict=True):
        prompt = suggested.prompt
        with column.container(border=True, key=f"prompt-{key}-{prompt.id}"):
            st.caption(KINDS[prompt.kind])
            st.markdown(f"**{prompt.text}**")
            st.write(suggested.reason)
            st.caption(f"Caution: {prompt.caution}")
            st.caption(f"Source: {prompt.evidence.source} – {prompt.evidence.strength}. {prompt.rationale}")
            verdict = st.pills(
                "With this client",
                list(VERDICTS),
                format_func=VERDICTS.__getitem__,
                key=f"verdict-{key}-{prompt.id}",
                label_visibility="collapsed",
            )
            if verdict and st.session_state.get(f"judged-{prompt.id}") != verdict:
                name = f"judge-{prompt.id}-{verdict}"
                with visitor.one_write(name) as write:
                    visitor.store().judge_prompt(
                        course.history.client.id, Feedback(prompt_id=prompt.id, verdict=verdict), key=write
                    )
                st.session_state[f"judged-{prompt.id}"] = verdict
                st.toast("Noted for this client.")
