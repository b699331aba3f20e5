"""How the client is: outcome questionnaires, their course beside the alliance, and how to enter or ask for one."""

from __future__ import annotations

from functools import partial

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.figures import outcome_course
from alliance_monitor.outcome import SOURCE, OutcomeForm, OutcomeTrack, outcome_instruments, outcome_tracks
from alliance_monitor.records import Rater
from alliance_monitor.therapy import Course
from pages.parts.client_answers.ask_client import ask_client
from pages.parts.client_answers.item_entry import item_entry
from pages.parts.shared import lazy_expander, visitor, widget_key


def outcome(course: Course) -> None:
    """The course of each instrument that was used, and a form to enter one more."""
    st.subheader("Outcome", anchor=False)
    alliance = [
        (session.held_on, rating.mean)
        for session in course.history.attended
        if session.held_on and (rating := session.rating_by(Rater.CLIENT)) and rating.mean is not None
    ]
    for track in outcome_tracks(course.history.outcomes):
        said = _newest(track)
        st.plotly_chart(
            outcome_course(track, [(day, mean) for day, mean in alliance if mean is not None]),
            key=f"outcome-{track.definition.id}",
            alt=" ".join((said, *_changes(track))),
            config={"displayModeBar": False},
        )
        st.write(said)
        for sentence in (*_changes(track), *track.forms[-1].scores.notes):
            st.caption(sentence)
    client_id = course.history.client.id
    lazy_expander(
        "Enter or ask for an outcome questionnaire",
        partial(_form, client_id, len(course.history.outcomes)),
        key=widget_key(client_id, "expander-outcome"),
        icon=":material/monitoring:",
    )


def _newest(track: OutcomeTrack) -> str:
    newest = track.forms[-1]
    bands = ", ".join(newest.scores.bands.values())
    names = {scale.id: scale.name for scale in newest.definition.subscales}
    values = ", ".join(f"{names[key].lower()}: {value:g}" for key, value in newest.scores.subscales.items())
    return f"{newest.definition.name} – {values} – on {newest.held_on:%d %b %Y}{f' ({bands})' if bands else ''}"


def _changes(track: OutcomeTrack) -> list[str]:
    """Reliable change and sudden gains in sentences, each with its source."""
    said = []
    scored = [(day, value) for day, value in track.scores if value is not None]
    limit = track.scale.reliable
    if track.change is not None and limit is not None:
        (day, first), (_, last) = scored[0], scored[-1]
        said.append(
            f"Since {day:%d %b %Y}: {first:g} → {last:g}, {track.change} "
            f"({limit.points:g} points or more; {limit.source})."
        )
    said += [
        f"A sudden gain between {before:%d %b %Y} and {after:%d %b %Y}: a large step that lasted. Worth asking what "
        f"made the difference. ({SOURCE}.)"
        for before, after in track.gains
    ]
    return said


def _form(client_id: str, saved: int) -> None:
    offered = {one.id: one for one in outcome_instruments()}
    key = st.selectbox("Instrument", list(offered), format_func=lambda one: offered[one].name, key="outcome-instrument")
    chosen = offered[key]
    if any(one.rater == Rater.CLIENT.value for one in chosen.wordings):
        ask_client(client_id, visitor.today(), key)
    held_on = st.date_input(
        "Filled in on", visitor.today(), max_value=visitor.today(), key=widget_key(client_id, "outcome-date", saved)
    )
    answers = item_entry(chosen, Rater.CLIENT, f"outcome-{key}", client_id, saved)
    if st.button("Save the questionnaire", key="outcome-save", type="primary", disabled=not answers):
        try:
            form = OutcomeForm(instrument=key, version=chosen.version, held_on=held_on, answers=answers)
        except ValidationError as error:
            raise InvalidEntryError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None
        visitor.store().record_outcome(client_id, form, key=visitor.write_key("outcome"))
        visitor.written("outcome")
        st.session_state["decided"] = "The questionnaire is saved."
        st.rerun()
