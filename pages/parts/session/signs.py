"""Signs of rupture noticed in a session: what each means, who noticed it, what it strained, how strong it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from alliance_monitor.records import MARKERS, Observation, Observer, StrainDomain, marker
from alliance_monitor.therapy import Course, SessionRecord
from pages.parts.rupture import TYPE_LABELS
from pages.parts.shared import confirm, lazy_expander, visitor, widget_key

LABELS = {sign.id: sign.label for sign in MARKERS}
OBSERVERS = {Observer.THERAPIST: "You", Observer.CLIENT: "The client", Observer.OBSERVER: "An observer"}
STRENGTHS = [1, 2, 3, 4, 5]


def meaning(marker_id: str) -> str:
    """A sign's description, with its kind and an invented example."""
    sign = marker(marker_id)
    return f"**{sign.label}** ({TYPE_LABELS[sign.type].lower()}). {sign.description} *{sign.example}*"


def more_about(chosen: Sequence[str], key: Callable[[str], str], save_draft: Callable[[], None]) -> None:
    """Optional details of each sign chosen in the session form."""
    with st.expander("More about what you saw (optional)"):
        for sign in chosen:
            st.markdown(meaning(sign))
            st.segmented_control(
                "How strong (1 slight … 5 severe)", STRENGTHS, key=key(f"{sign}:intensity"), on_change=save_draft
            )
            st.pills(
                "What it strained",
                [domain.value for domain in StrainDomain],
                format_func=str.capitalize,
                wrap=True,
                key=key(f"{sign}:domain"),
                on_change=save_draft,
            )
            st.segmented_control(
                "Who noticed",
                [who.value for who in Observer],
                format_func=lambda who: OBSERVERS[Observer(who)],
                key=key(f"{sign}:observed_by"),
                on_change=save_draft,
            )


def observations(chosen: Sequence[str], answer: Callable[[str], Any]) -> tuple[Observation, ...]:
    """The signs entered in the session form."""
    return tuple(
        Observation(
            marker=sign,
            observed_by=answer(f"{sign}:observed_by") or Observer.THERAPIST,
            domain=answer(f"{sign}:domain"),
            intensity=answer(f"{sign}:intensity"),
        )
        for sign in chosen
    )


def add_a_sign(course: Course) -> None:
    """Add a sign that came up after the session, such as in supervision."""
    attended = {s.number: s for s in course.history.attended if s.number is not None}
    noted = sum(len(session.observations) for session in attended.values())
    key = partial(widget_key, course.history.client.id, saved=noted)
    lazy_expander(
        "Add a sign seen in an earlier session",
        partial(_sign_form, attended, key),
        key=widget_key(course.history.client.id, "expander-sign"),
    )


def _sign_form(attended: dict[int, SessionRecord], key: Callable[[str], str]) -> None:
    number = st.selectbox("Session", sorted(attended, reverse=True), key=key("sign-session"))
    chosen = st.selectbox(
        "Sign",
        list(LABELS),
        index=None,
        format_func=LABELS.__getitem__,
        placeholder="Choose one",
        key=key("sign"),
    )
    if chosen is None:
        return
    st.markdown(meaning(chosen))
    observer = st.radio(
        "Who noticed",
        list(OBSERVERS),
        format_func=OBSERVERS.__getitem__,
        horizontal=True,
        key=key("sign-observer"),
    )
    domain = st.pills("What it strained", list(StrainDomain), format_func=str.capitalize, key=key("sign-domain"))
    intensity = st.segmented_control("How strong (1 slight … 5 severe)", STRENGTHS, key=key("sign-intensity"))
    if st.button("Note the sign", key="sign-save", type="primary"):
        sign = Observation(marker=chosen, observed_by=observer, domain=domain, intensity=intensity)
        with visitor.one_write("sign") as write:
            visitor.store().note_sign(attended[number].id, sign, key=write)
        confirm("The sign is noted.")


def sign_label(sign: Observation) -> str:
    """A sign in a table cell."""
    details = [OBSERVERS[sign.observed_by].lower()] if sign.observed_by is not Observer.THERAPIST else []
    details += [sign.domain.value] if sign.domain else []
    details += [f"{sign.intensity} of 5"] if sign.intensity else []
    return LABELS[sign.marker] + (f" ({', '.join(details)})" if details else "")
