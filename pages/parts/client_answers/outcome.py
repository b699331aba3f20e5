"""How the client is doing: outcome questionnaires over time beside the alliance, and entering or asking for another."""

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
from pages.parts.shared import chart, confirm, first_problem, lazy_expander, visitor, widget_key


def outcome(course: Course) -> None:
    """Each instrument used so far over time, and a form to enter another."""
    st.subheader("Outcome", anchor=False)
    alliance = [
        (session.held_on, rating.mean)
        for session in course.history.attended
        if session.held_on and (rating := session.rating_by(Rater.CLIENT)) and rating.mean is not None
    ]
    for track in outcome_tracks(course.history.outcomes):
        newest = _newest(track)
        chart(
            outcome_course(track, [(day, mean) for day, mean in alliance if mean is not None]),
            key=f"outcome-{track.definition.id}",
            alt=" ".join((newest, *_changes(track))),
        )
        st.write(newest)
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
    """Reliable change and sudden gains, a sentence each with its source."""
    sentences = []
    scored = [(day, value) for day, value in track.scores if value is not None]
    limit = track.scale.reliable
    if track.change is not None and limit is not None:
        (day, first), (_, last) = scored[0], scored[-1]
        sentences.append(
            f"Since {day:%d %b %Y}: {first:g} → {last:g}, {track.change} "
            f"({limit.points:g} points or more; {limit.source})."
        )
    sentences += [
        f"A sudden gain between {before:%d %b %Y} and {after:%d %b %Y}: a large step that lasted. Worth asking what "
        f"made the difference. ({SOURCE}.)"
        for before, after in track.gains
    ]
    return sentences


def _form(client_id: str, saved: int) -> None:
    offered = {instrument.id: instrument for instrument in outcome_instruments()}
    key = st.selectbox("Instrument", list(offered), format_func=lambda key: offered[key].name, key="outcome-instrument")
    chosen = offered[key]
    if any(wording.rater == Rater.CLIENT.value for wording in chosen.wordings):
        ask_client(client_id, visitor.today(), key)
    held_on = st.date_input(
        "Filled in on", visitor.today(), max_value=visitor.today(), key=widget_key(client_id, "outcome-date", saved)
    )
    answers = item_entry(chosen, Rater.CLIENT, f"outcome-{key}", client_id, saved)
    if st.button("Save the questionnaire", key="outcome-save", type="primary", disabled=not answers):
        try:
            form = OutcomeForm(instrument=key, version=chosen.version, held_on=held_on, answers=answers)
        except ValidationError as error:
            raise InvalidEntryError(first_problem(error)) from None
        with visitor.one_write("outcome") as write:
            visitor.store().record_outcome(client_id, form, key=write)
        confirm("The questionnaire is saved.")
