"""The signs of rupture seen in a session: what each means, who saw it, what it strained and how strong it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from alliance_monitor.records import MARKERS, Observation, Observer, StrainDomain, marker
from alliance_monitor.therapy import Course, SessionRecord
from pages.parts.rupture import TYPE_LABELS
from pages.parts.shared import lazy_expander, visitor, widget_key

LABELS = {one.id: one.label for one in MARKERS}
OBSERVERS = {Observer.THERAPIST: "You", Observer.CLIENT: "The client", Observer.OBSERVER: "An observer"}
STRENGTHS = [1, 2, 3, 4, 5]


def meaning(marker_id: str) -> str:
    """What a sign is, with its kind and an invented example."""
    one = marker(marker_id)
    return f"**{one.label}** ({TYPE_LABELS[one.type].lower()}). {one.description} *{one.example}*"


def more_about(chosen: Sequence[str], key: Callable[[str], str], keep: Callable[[], None]) -> None:
    """Optional detail for each sign tapped in the session form; nothing of it is needed to save."""
    with st.expander("More about what you saw (optional)"):
        for one in chosen:
            st.markdown(meaning(one))
            st.segmented_control(
                "How strong (1 slight … 5 severe)", STRENGTHS, key=key(f"{one}:intensity"), on_change=keep
            )
            st.pills(
                "What it strained",
                [domain.value for domain in StrainDomain],
                format_func=str.capitalize,
                wrap=True,
                key=key(f"{one}:domain"),
                on_change=keep,
            )
            st.segmented_control(
                "Who noticed",
                [who.value for who in Observer],
                format_func=lambda who: OBSERVERS[Observer(who)],
                key=key(f"{one}:observed_by"),
                on_change=keep,
            )


def observations(chosen: Sequence[str], answer: Callable[[str], Any]) -> tuple[Observation, ...]:
    """The signs as they stand in the session form."""
    return tuple(
        Observation(
            marker=one,
            observed_by=answer(f"{one}:observed_by") or Observer.THERAPIST,
            domain=answer(f"{one}:domain"),
            intensity=answer(f"{one}:intensity"),
        )
        for one in chosen
    )


def add_a_sign(course: Course) -> None:
    """Note a sign that came up after the session, such as in supervision or from the client."""
    attended = {s.number: s for s in course.history.attended if s.number is not None}
    noted = sum(len(session.observations) for session in attended.values())
    about = partial(widget_key, course.history.client.id, saved=noted)
    lazy_expander(
        "Add a sign seen in an earlier session",
        partial(_sign, attended, about),
        key=widget_key(course.history.client.id, "expander-sign"),
    )


def _sign(attended: dict[int, SessionRecord], about: Callable[[str], str]) -> None:
    number = st.selectbox("Session", sorted(attended, reverse=True), key=about("sign-session"))
    chosen = st.selectbox(
        "Sign",
        list(LABELS),
        index=None,
        format_func=LABELS.__getitem__,
        placeholder="Choose one",
        key=about("sign"),
    )
    if chosen is None:
        return
    st.markdown(meaning(chosen))
    observer = st.radio(
        "Who noticed",
        list(OBSERVERS),
        format_func=OBSERVERS.__getitem__,
        horizontal=True,
        key=about("sign-observer"),
    )
    domain = st.pills("What it strained", list(StrainDomain), format_func=str.capitalize, key=about("sign-domain"))
    intensity = st.segmented_control("How strong (1 slight … 5 severe)", STRENGTHS, key=about("sign-intensity"))
    if st.button("Note the sign", key="sign-save", type="primary"):
        seen = Observation(marker=chosen, observed_by=observer, domain=domain, intensity=intensity)
        visitor.store().note_sign(attended[number].id, seen, key=visitor.write_key("sign"))
        visitor.written("sign")
        st.session_state["decided"] = "The sign is noted."
        st.rerun()


def sign_label(seen: Observation) -> str:
    """A sign as a table's cell tells it."""
    details = [OBSERVERS[seen.observed_by].lower()] if seen.observed_by is not Observer.THERAPIST else []
    details += [seen.domain.value] if seen.domain else []
    details += [f"{seen.intensity} of 5"] if seen.intensity else []
    return LABELS[seen.marker] + (f" ({', '.join(details)})" if details else "")
