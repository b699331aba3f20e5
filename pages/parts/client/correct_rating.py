"""Correcting a rating of one session; the earlier rating is kept beside the new one."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.records import Rater, Rating
from alliance_monitor.therapy import History
from pages.parts.shared import confirm, visitor, widget_key

PARTS = (("goal", "Goals", 7), ("task", "Tasks", 7), ("bond", "Bond", 7), ("tension", "Tension", 5))


def correct_rating(history: History) -> None:
    """Choose a session and a rater, then enter what the rating should have been."""
    client_id = history.client.id
    numbered = {session.number: session for session in history.attended if session.number is not None}
    number = st.selectbox("Session", sorted(numbered, reverse=True), key=widget_key(client_id, "correct-number"))
    rater = st.radio(
        "Whose rating",
        [Rater.THERAPIST, Rater.CLIENT],
        format_func=lambda rater: rater.value.capitalize(),
        horizontal=True,
        key=widget_key(client_id, "correct-rater"),
    )
    old = numbered[number].rating_by(rater)
    if old is not None and old.instrument != "brief-session":
        st.write("This rating came from another instrument. Correct it in that file and import the session again.")
        return
    values = {}
    for name, label, top in PARTS:
        current = getattr(old, name) if old else None
        values[name] = st.segmented_control(
            f"{label} (1–{top})",
            list(range(1, top + 1)),
            default=round(current) if current else None,
            key=widget_key(client_id, f"correct-{number}-{rater}-{name}"),
        )
    if not st.button("Save the correction", key="correct-save"):
        return
    if all(value is None for value in values.values()):
        st.error("Nothing is rated. Rate at least one part.")
        return
    answers = {name: float(value) for name, value in values.items() if value is not None}
    # What is not asked here stays as it was.
    corrected = Rating.model_validate((dict(old) if old else {}) | values | {"rater": rater, "answers": answers})
    with visitor.one_write("correct") as write:
        visitor.store().correct_rating(numbered[number].id, corrected, key=write)
    confirm("The correction is saved; the earlier rating is kept beside it.")
