"""Opening an episode for a rupture nobody flagged, and looking back at closed episodes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.episode import Origin, Reopened, RuptureEpisode, Status
from alliance_monitor.records import NOT_A_RUPTURE, propose_type
from alliance_monitor.therapy import Course, SessionRecord
from pages.parts.rupture.kinds import TYPE_LABELS
from pages.parts.rupture.workspace import repair_path
from pages.parts.shared import confirm, lazy_expander, plural, visitor, widget_key


def open_episode_form(course: Course) -> None:
    """Open an episode in any session, whatever the ratings say."""
    attended = {s.number: s for s in course.history.attended if s.number is not None}
    in_episodes = {number for episode in course.history.running_episodes for number in episode.ruptures}
    free = [number for number in sorted(attended, reverse=True) if number not in in_episodes]
    if not free:
        return
    lazy_expander(
        "Follow a rupture you noticed yourself",
        partial(_form, course.history.client.id, attended, free),
        key=widget_key(course.history.client.id, "expander-open-episode"),
        icon=":material/add_circle:",
    )


def _form(client_id: str, attended: dict[int, SessionRecord], free: list[int]) -> None:
    st.caption(NOT_A_RUPTURE)
    number = st.selectbox("Session", free, key=widget_key(client_id, "open-episode-session"))
    markers = attended[number].markers
    proposed = propose_type(markers)
    kind = st.selectbox(
        "Kind of rupture",
        list(TYPE_LABELS),
        index=list(TYPE_LABELS).index(proposed) if proposed else None,
        format_func=TYPE_LABELS.__getitem__,
        placeholder="Not known yet",
        key=widget_key(client_id, f"open-episode-kind-{number}"),
        help="Proposed from what you saw in the session, never from attachment. You decide.",
    )
    if st.button("Follow it", key="open-episode", type="primary"):
        origin = Origin.MARKER if markers else Origin.HAND
        with visitor.one_write("open-episode") as write:
            visitor.store().open_episode(client_id, attended[number].id, origin, kind, key=write)
        confirm("The rupture is followed from now on.")


def earlier_episodes(course: Course) -> None:
    """Closed episodes, newest first, each with a button that reopens it."""
    closed = [
        episode for episode in course.history.episodes if not episode.running and episode.status is not Status.MERGED
    ]
    if not closed:
        return
    lazy_expander(
        f"Earlier ruptures ({len(closed)})",
        partial(_earlier, course.history.client.id, closed),
        key=widget_key(course.history.client.id, "expander-earlier"),
        icon=":material/history:",
    )


def _earlier(client_id: str, closed: list[RuptureEpisode]) -> None:
    for episode in reversed(closed):
        st.markdown(_summary(episode))
        repair_path(episode)
        name = f"reopen-{episode.id}"
        if st.button("Take it up again", key=name):
            with visitor.one_write(name) as write:
                visitor.store().add_to_episode(client_id, episode.id, Reopened(), key=write)
            confirm("The rupture is followed again.")


def _summary(episode: RuptureEpisode) -> str:
    kind = f" ({TYPE_LABELS[episode.rupture_type].lower()})" if episode.rupture_type else ""
    length = episode.sessions_to_repair
    took = f" after {plural(length, 'session')}" if length is not None else ""
    path = " → ".join(str(work.stage) for work in episode.path) or "none"
    return f"**Session {episode.opened_in}**{kind}: {episode.status.value}{took}. Stages: {path}."
