"""The session form: both ratings, one tap an answer, and what was noticed when there was tension."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.errors import AllianceError
from alliance_monitor.records import NOT_A_RUPTURE, NOTE_LENGTH, Attendance, Rater, StrainDomain
from pages.parts.client_answers import answered_by_link, ask_client
from pages.parts.session.draft import UnsavedSession
from pages.parts.session.result import show_result
from pages.parts.session.signs import LABELS, more_about
from pages.parts.shared import visitor

ONE_TO_SEVEN, ONE_TO_FIVE = list(range(1, 8)), list(range(1, 6))
PARTS = {
    "goal": "Goals – we agree on where this goes",
    "task": "Tasks – what we do makes sense",
    "bond": "Bond – trust and liking between us",
}
ATTENDANCES = {
    Attendance.ATTENDED: "Attended",
    Attendance.CANCELLED: "Cancelled",
    Attendance.DID_NOT_ATTEND: "Did not attend",
}


def session_form(form: UnsavedSession) -> None:
    """Draw the form and the button that saves it."""
    form.restore()
    _appointment(form)
    if form.attended:
        _ratings(form)
        _depth(form)
    st.text_area("Note (optional)", key=form.key("note"), max_chars=NOTE_LENGTH, height=80, on_change=form.save_draft)
    if problem := st.session_state.pop("entry-problem", None):
        st.error(problem, icon=":material/error:")
    st.button(
        "Save the session", type="primary", icon=":material/save:", key="save-session", on_click=save, args=(form,)
    )


def save(form: UnsavedSession) -> None:
    """Save the session. As a callback it runs before the page, so that the result is drawn in the same run."""
    try:
        visitor.store().record_session(form.client_id, form.entry(), key=form.answer("key"))
    except AllianceError as error:
        st.session_state["entry-problem"] = str(error)
        return
    form.clear()
    show_result(form.client_id)


def _appointment(form: UnsavedSession) -> None:
    left, right = st.columns(2)
    left.date_input(
        "Date", key=form.key("held_on"), on_change=form.save_draft, max_value=visitor.today(), format="DD/MM/YYYY"
    )
    right.segmented_control(
        "Appointment",
        [attendance.value for attendance in ATTENDANCES],
        format_func=lambda value: ATTENDANCES[Attendance(value)],
        key=form.key("attendance"),
        on_change=form.save_draft,
        required=True,
    )
    if (day := form.answer("held_on")) and visitor.store().logged_on(form.client_id, day):
        st.warning(
            f"An appointment on {day:%d %b %Y} is logged already. Saving adds one more; to change the one that is "
            "there, open the client's page.",
            icon=":material/event_repeat:",
        )


def _ratings(form: UnsavedSession) -> None:
    mine, theirs = st.columns(2, gap="large")
    with mine:
        st.subheader("Your view", anchor=False)
        _rating(form, Rater.THERAPIST, "1 not at all … 7 completely; leave out what was not rated")
        if form.felt_tension(Rater.THERAPIST):
            _tension_details(form)
    with theirs:
        st.subheader("The client's view", anchor=False)
        if not answered_by_link(form.client_id, form.held_on):
            ask_client(form.client_id, form.held_on)
            _rating(form, Rater.CLIENT, "Or typed in from paper; leave out what was not rated")
            if form.felt_tension(Rater.CLIENT):
                _scale(
                    form,
                    "client_resolution",
                    "How far was it worked through, as the client sees it? (1 not at all … 5 fully)",
                    ONE_TO_FIVE,
                )


def _rating(form: UnsavedSession, rater: Rater, caption: str) -> None:
    """Goals, tasks, bond and tension."""
    st.caption(caption)
    for name, label in PARTS.items():
        _scale(form, f"{rater.value}_{name}", label, ONE_TO_SEVEN)
    tension = "Tension, misunderstanding or conflict between us (1 none … 5 severe)"
    _scale(form, f"{rater.value}_tension", tension, ONE_TO_FIVE)


def _tension_details(form: UnsavedSession) -> None:
    """What was strained, what the therapist noticed, and how far it was worked through."""
    st.pills(
        "What was strained?",
        [domain.value for domain in StrainDomain],
        selection_mode="multi",
        wrap=True,
        format_func=str.capitalize,
        key=form.key("strained"),
        on_change=form.save_draft,
    )
    st.pills(
        "What did you see?",
        list(LABELS),
        selection_mode="multi",
        wrap=True,
        format_func=LABELS.__getitem__,
        key=form.key("markers"),
        on_change=form.save_draft,
        help=NOT_A_RUPTURE,
    )
    if chosen := form.answer("markers"):
        more_about(chosen, form.key, form.save_draft)
    _scale(form, "resolution", "How far was it worked through? (1 not at all … 5 fully)", ONE_TO_FIVE)


def _depth(form: UnsavedSession) -> None:
    with st.expander("Depth and smoothness of the session (optional)"):
        st.caption("Both go with how a client is attached to the therapist (Mallinckrodt, Porter & Kivlighan 2005).")
        _scale(form, "depth", "Depth (1 shallow … 7 deep)", ONE_TO_SEVEN)
        _scale(form, "smoothness", "Smoothness (1 rough … 7 smooth)", ONE_TO_SEVEN)


def _scale(form: UnsavedSession, name: str, label: str, steps: list[int]) -> None:
    st.segmented_control(label, steps, key=form.key(name), on_change=form.save_draft, width="stretch")
