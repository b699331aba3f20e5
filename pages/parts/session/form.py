"""The form of a session: both views, one tap for each answer, and what was seen when there was tension."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.errors import AllianceError
from alliance_monitor.records import NOT_A_RUPTURE, NOTE_LENGTH, Attendance, Rater, StrainDomain
from pages.parts.client_answers import answered_by_link, ask_client
from pages.parts.session.draft import UnsavedSession
from pages.parts.session.result import saved
from pages.parts.session.signs import LABELS, more_about
from pages.parts.shared import visitor

SEVEN, FIVE = list(range(1, 8)), list(range(1, 6))
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
    """Draw the form as it stands and, below it, the button that saves it."""
    form.recall()
    _appointment(form)
    if form.attended:
        _ratings(form)
        _depth(form)
    st.text_area("Note (optional)", key=form.key("note"), max_chars=NOTE_LENGTH, height=80, on_change=form.keep)
    if problem := st.session_state.pop("entry-problem", None):
        st.error(problem, icon=":material/error:")
    st.button(
        "Save the session", type="primary", icon=":material/save:", key="save-session", on_click=save, args=(form,)
    )


def save(form: UnsavedSession) -> None:
    """Store the form as one session. It runs before the page is drawn, so that the result needs only one drawing."""
    try:
        visitor.store().record_session(form.client_id, form.entry(), key=form.answer("key"))
    except AllianceError as error:
        st.session_state["entry-problem"] = str(error)
        return
    form.forget()
    saved(form.client_id)


def _appointment(form: UnsavedSession) -> None:
    left, right = st.columns(2)
    left.date_input(
        "Date", key=form.key("held_on"), on_change=form.keep, max_value=visitor.today(), format="DD/MM/YYYY"
    )
    right.segmented_control(
        "Appointment",
        [one.value for one in ATTENDANCES],
        format_func=lambda one: ATTENDANCES[Attendance(one)],
        key=form.key("attendance"),
        on_change=form.keep,
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
        if form.tense(Rater.THERAPIST):
            _tension(form)
    with theirs:
        st.subheader("The client's view", anchor=False)
        if not answered_by_link(form.client_id, form.held_on):
            ask_client(form.client_id, form.held_on)
            _rating(form, Rater.CLIENT, "Or typed in from paper; leave out what was not rated")
            if form.tense(Rater.CLIENT):
                _scale(
                    form,
                    "client_resolution",
                    "How far was it worked through, as the client sees it? (1 not at all … 5 fully)",
                    FIVE,
                )


def _rating(form: UnsavedSession, rater: Rater, caption: str) -> None:
    """Goals, tasks, bond and tension, one tap each."""
    st.caption(caption)
    for name, label in PARTS.items():
        _scale(form, f"{rater.value}_{name}", label, SEVEN)
    tension = "Tension, misunderstanding or conflict between us (1 none … 5 severe)"
    _scale(form, f"{rater.value}_tension", tension, FIVE)


def _tension(form: UnsavedSession) -> None:
    """What the therapist can say about tension they felt."""
    st.pills(
        "What was strained?",
        [one.value for one in StrainDomain],
        selection_mode="multi",
        wrap=True,
        format_func=str.capitalize,
        key=form.key("strained"),
        on_change=form.keep,
    )
    st.pills(
        "What did you see?",
        list(LABELS),
        selection_mode="multi",
        wrap=True,
        format_func=LABELS.__getitem__,
        key=form.key("markers"),
        on_change=form.keep,
        help=NOT_A_RUPTURE,
    )
    if chosen := form.answer("markers"):
        more_about(chosen, form.key, form.keep)
    _scale(form, "resolution", "How far was it worked through? (1 not at all … 5 fully)", FIVE)


def _depth(form: UnsavedSession) -> None:
    with st.expander("Depth and smoothness of the session (optional)"):
        st.caption("Both go with how a client is attached to the therapist (Mallinckrodt, Porter & Kivlighan 2005).")
        _scale(form, "depth", "Depth (1 shallow … 7 deep)", SEVEN)
        _scale(form, "smoothness", "Smoothness (1 rough … 7 smooth)", SEVEN)


def _scale(form: UnsavedSession, name: str, label: str, steps: list[int]) -> None:
    st.segmented_control(label, steps, key=form.key(name), on_change=form.keep, width="stretch")
