"""Following a rupture nobody flagged, and looking back at those that ended."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.episode import Origin, Reopened, RuptureEpisode, Status
from alliance_monitor.records import NOT_A_RUPTURE, propose_type
from alliance_monitor.therapy import Course, SessionRecord
from pages.parts.rupture.kinds import TYPE_LABELS
from pages.parts.rupture.workspace import repair_path
from pages.parts.shared import lazy_expander, visitor, widget_key


def open_episode_form(course: Course) -> None:
    """Open an episode in any session, whatever the ratings say."""
    attended = {s.number: s for s in course.history.attended if s.number is not None}
    taken = {number for one in course.history.running_episodes for number in one.ruptures}
    free = [number for number in sorted(attended, reverse=True) if number not in taken]
    if not free:
        return
    lazy_expander(
        "Follow a rupture you noticed yourself",
        partial(_follow, course.history.client.id, attended, free),
        key=widget_key(course.history.client.id, "expander-follow"),
        icon=":material/add_circle:",
    )


def _follow(client_id: str, attended: dict[int, SessionRecord], free: list[int]) -> None:
    st.caption(NOT_A_RUPTURE)
    number = st.selectbox("Session", free, key=widget_key(client_id, "follow-session"))
    seen = attended[number].markers
    proposed = propose_type(seen)
    kind = st.selectbox(
        "Kind of rupture",
        list(TYPE_LABELS),
        index=list(TYPE_LABELS).index(proposed) if proposed else None,
        format_func=TYPE_LABELS.__getitem__,
        placeholder="Not known yet",
        key=widget_key(client_id, f"follow-kind-{number}"),
        help="Proposed from what you saw in the session, never from attachment. You decide.",
    )
    if st.button("Follow it", key="follow", type="primary"):
        origin = Origin.MARKER if seen else Origin.HAND
        visitor.store().open_episode(client_id, attended[number].id, origin, kind, key=visitor.write_key("follow"))
        visitor.written("follow")
        st.session_state["decided"] = "The rupture is followed from now on."
        st.rerun()


def earlier_episodes(course: Course) -> None:
    """Episodes that ended, newest first, with a way to take them up again."""
    ended = [one for one in course.history.episodes if not one.running and one.status is not Status.MERGED]
    if not ended:
        return
    lazy_expander(
        f"Earlier ruptures ({len(ended)})",
        partial(_earlier, course.history.client.id, ended),
        key=widget_key(course.history.client.id, "expander-earlier"),
        icon=":material/history:",
    )


def _earlier(client_id: str, ended: list[RuptureEpisode]) -> None:
    for one in reversed(ended):
        st.markdown(_told(one))
        repair_path(one)
        if st.button("Take it up again", key=f"reopen-{one.id}"):
            name = f"reopen-{one.id}"
            visitor.store().add_to_episode(client_id, one.id, Reopened(), key=visitor.write_key(name))
            visitor.written(name)
            st.session_state["decided"] = "The rupture is followed again."
            st.rerun()


def _told(episode: RuptureEpisode) -> str:
    kind = f" ({TYPE_LABELS[episode.rupture_type].lower()})" if episode.rupture_type else ""
    length = episode.sessions_to_repair
    took = f" after {length} session{'s' if length != 1 else ''}" if length is not None else ""
    path = " → ".join(str(one.stage) for one in episode.path) or "none"
    return f"**Session {episode.opened_in}**{kind}: {episode.status.value}{took}. Stages: {path}."
