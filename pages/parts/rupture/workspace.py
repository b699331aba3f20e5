"""Working on a rupture: the stages so far, what was tried, prompts for the current stage, and closing the episode."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.episode import (
    Classified,
    Closed,
    Event,
    Outcome,
    Rated,
    RupturedAgain,
    RuptureEpisode,
    Status,
    Worked,
)
from alliance_monitor.records import Rater, RuptureType
from alliance_monitor.repair import STAGES
from alliance_monitor.therapy import Course
from pages.parts.rupture.kinds import TYPE_LABELS, kind_label
from pages.parts.rupture.prompts import prompts
from pages.parts.shared import confirm, escaped, visitor

WENT = {"helped": "It helped", "partly": "Partly", "not": "It did not"}
OUTCOMES = {
    Outcome.RESOLVED: "Resolved",
    Outcome.UNRESOLVED: "Left unresolved",
    Outcome.DISMISSED: "Not a rupture after all",
}
STATUS_LABELS = {Status.OPEN: "not worked on yet", Status.IN_REPAIR: "in repair"}


def workspace(course: Course, episode: RuptureEpisode) -> None:
    """Everything about one open episode."""
    sessions = [s.number for s in course.history.attended if s.number and s.number >= episode.opened_in]
    with st.container(border=True, key=f"episode-{episode.id}"):
        kind = kind_label(episode.rupture_type)
        st.markdown(f"**Rupture followed since session {episode.opened_in}**{kind} – {STATUS_LABELS[episode.status]}")
        repair_path(episode)
        stage = st.segmented_control(
            "Stage of repair worked on now",
            [stage.number for stage in STAGES],
            format_func=lambda number: f"{number} {STAGES[number - 1].name}",
            default=episode.stage,
            required=True,
            key=f"stage-{episode.id}-{len(episode.path)}-{len(episode.ruptures)}",
            help="Stages are walked back and forth; going back is part of the work.",
        )
        st.caption(STAGES[stage - 1].aim_for(episode.rupture_type))
        with st.container(horizontal=True):
            # Saving changes the key, which closes the popover.
            with st.popover(
                "Note what was tried", icon=":material/edit:", key=f"note-{episode.id}-{len(episode.path)}"
            ):
                _add_work(course, episode, stage, sessions)
            with st.popover("How far is it resolved?", icon=":material/straighten:"):
                _rate_resolution(course, episode)
            with st.popover("Close", icon=":material/task_alt:"):
                _close(course, episode, sessions)
            with st.popover("More", icon=":material/more_horiz:"):
                _change(course, episode, sessions)
    prompts(course, episode, stage)


def repair_path(episode: RuptureEpisode, therapist: str = "you") -> None:
    """The stages so far, what was tried at each, and how far `therapist` and client find the rupture resolved."""
    if episode.path:
        st.markdown("Path: " + " → ".join(f"**{work.stage}**" for work in episode.path))
        st.table(
            [
                {
                    "Session": str(work.session),
                    "Stage": f"{work.stage} {STAGES[work.stage - 1].name}",
                    "What was tried": escaped(work.tried) or "–",
                    "How it went": WENT[work.went] if work.went else "–",
                }
                for work in episode.path
            ],
            hide_index=True,
        )
    if len(episode.ruptures) > 1:
        again = ", ".join(str(number) for number in episode.ruptures[1:])
        st.caption(f"Ruptured again inside the repair: session {again}.")
    rated = {therapist: episode.therapist_resolution, "the client": episode.client_resolution}
    if any(rated.values()):
        ratings = ", ".join(f"{value} of 5 by {who}" for who, value in rated.items() if value)
        caution = " A high value does not end an episode by itself (Rubel et al. 2018)." if episode.running else ""
        st.caption(f"How far resolved: {ratings}.{caution}")


def _add_work(course: Course, episode: RuptureEpisode, stage: int, sessions: list[int]) -> None:
    session = st.selectbox("Session", sessions[::-1], key=f"work-session-{episode.id}")
    tried = st.text_area("What was tried", key=f"tried-{episode.id}", max_chars=500, height=80)
    went = st.pills("How it went", list(WENT), format_func=WENT.__getitem__, key=f"went-{episode.id}")
    if st.button(f"Save the work at stage {stage}", key=f"work-{episode.id}", type="primary"):
        _record(course, episode, Worked(session=session, stage=stage, tried=tried, went=went), "The work is noted.")


def _rate_resolution(course: Course, episode: RuptureEpisode) -> None:
    st.caption("1 not at all … 5 fully")
    for rater, label, current in (
        (Rater.THERAPIST, "Your view", episode.therapist_resolution),
        (Rater.CLIENT, "The client's view", episode.client_resolution),
    ):
        value = st.segmented_control(label, [1, 2, 3, 4, 5], default=current, key=f"resolved-{rater}-{episode.id}")
        if value is not None and value != current:
            _record(course, episode, Rated(rater=rater, resolution=value), "Noted; the episode stays open.")


def _close(course: Course, episode: RuptureEpisode, sessions: list[int]) -> None:
    outcome = st.radio(
        "How did it end?", list(OUTCOMES), format_func=OUTCOMES.__getitem__, index=None, key=f"outcome-{episode.id}"
    )
    unrated = episode.therapist_resolution is None and episode.client_resolution is None
    if outcome is Outcome.RESOLVED and unrated:
        st.caption("Say first how far it is resolved, in your view or theirs.")
    reason = st.text_input("Why (needed when it was no rupture)", key=f"reason-{episode.id}", max_chars=300)
    blocked = (
        outcome is None
        or (outcome is Outcome.RESOLVED and unrated)
        or (outcome is Outcome.DISMISSED and not reason.strip())
    )
    if st.button("Close the episode", key=f"close-{episode.id}", type="primary", disabled=blocked):
        assert outcome is not None  # noqa: S101 - the button is disabled without one
        _record(course, episode, Closed(session=sessions[-1], outcome=outcome, reason=reason), "The episode is closed.")


def _change(course: Course, episode: RuptureEpisode, sessions: list[int]) -> None:
    kind = st.selectbox(
        "Kind of rupture",
        list(TYPE_LABELS),
        index=list(TYPE_LABELS).index(episode.rupture_type) if episode.rupture_type else None,
        format_func=TYPE_LABELS.__getitem__,
        placeholder="Not named yet",
        key=f"type-{episode.id}-{episode.rupture_type}",
    )
    if kind and kind != episode.rupture_type:
        _record(course, episode, Classified(rupture_type=RuptureType(kind)), "The kind of rupture is noted.")
    session = st.selectbox("Session of another rupture", sessions[::-1], key=f"again-session-{episode.id}")
    if st.button("It ruptured again", key=f"again-{episode.id}"):
        _record(course, episode, RupturedAgain(session=session), "Noted; the work begins anew at stage 1.")
    earlier = [other for other in course.history.running_episodes if other.opened_in < episode.opened_in]
    for other in earlier:
        if st.button(f"Same rupture as the one of session {other.opened_in}", key=f"merge-{episode.id}-{other.id}"):
            with visitor.one_write(f"merge-{episode.id}") as write:
                visitor.store().merge_episodes(course.history.client.id, episode.id, other.id, key=write)
            confirm("The two are one episode now.")


def _record(course: Course, episode: RuptureEpisode, event: Event, message: str) -> None:
    with visitor.one_write(f"episode-{episode.id}") as write:
        visitor.store().add_to_episode(course.history.client.id, episode.id, event, key=write)
    confirm(message)
