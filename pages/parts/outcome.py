"""How the client is: outcome questionnaires item by item, without their wording, and their course."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.course import Course
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.figures.outcome_course import outcome_course
from alliance_monitor.outcome_form import OutcomeForm, outcome_instruments
from pages.parts import visitor


def outcome(course: Course) -> None:
    """The course of each instrument that was used, and a form to enter one more."""
    forms = course.history.outcomes
    st.subheader("Outcome", anchor=False)
    for used in dict.fromkeys(form.instrument for form in forms):
        some = sorted((form for form in forms if form.instrument == used), key=lambda form: form.held_on)
        newest = some[-1]
        bands = ", ".join(newest.scores.bands.values())
        names = {scale.id: scale.name for scale in newest.definition.subscales}
        values = ", ".join(f"{names[key].lower()}: {value:g}" for key, value in newest.scores.subscales.items())
        said = f"{newest.definition.name} – {values} – on {newest.held_on:%d %b %Y}{f' ({bands})' if bands else ''}"
        st.plotly_chart(outcome_course(some), key=f"outcome-{used}", alt=said, config={"displayModeBar": False})
        st.write(said)
        for note in newest.scores.notes:
            st.caption(note)
    with st.expander("Enter an outcome questionnaire", icon=":material/monitoring:"):
        _form(course.history.client.id)


def _form(client_id: str) -> None:
    offered = {one.id: one for one in outcome_instruments()}
    key = st.selectbox("Instrument", list(offered), format_func=lambda one: offered[one].name, key="outcome-instrument")
    chosen = offered[key]
    held_on = st.date_input("Filled in on", visitor.today(), max_value=visitor.today(), key="outcome-date")
    st.caption(
        "Answers by item number, as ticked; the wording stays on your own form. Leave out what was not answered."
    )
    answers: dict[str, float] = {}
    columns = st.columns(3)
    for place, item in enumerate(chosen.item_keys):
        limits = chosen.range_of(int(item))
        value = columns[place % 3].number_input(
            f"Item {item}",
            min_value=float(limits.low) if limits else None,
            max_value=float(limits.high) if limits else None,
            value=None,
            step=1.0 if chosen.whole_answers else 0.1,
            key=f"outcome-{key}-{item}",
        )
        if value is not None:
            answers[item] = float(value)
    if st.button("Save the questionnaire", key="outcome-save", type="primary", disabled=not answers):
        try:
            form = OutcomeForm(instrument=key, version=chosen.version, held_on=held_on, answers=answers)
        except ValidationError as error:
            raise InvalidEntryError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None
        visitor.store().record_outcome(client_id, form, key=visitor.write_key("outcome"))
        visitor.written("outcome")
        st.session_state["decided"] = "The questionnaire is saved."
        st.rerun()
