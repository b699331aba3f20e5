"""Emergency access: a colleague's client, read-only, for an hour, with everyone concerned notified."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection import explain
from alliance_monitor.therapy import course
from db.store import OpenedClient, Store
from pages.parts.account import proved
from pages.parts.client import trajectory_chart
from pages.parts.shared import escaped, visitor


def open_form(store: Store) -> None:
    """The form that opens a client."""
    with st.form("emergency", border=False):
        code = st.text_input("Client code", max_chars=40, key="emergency-code")
        reason = st.text_area(
            "Why this cannot wait",
            max_chars=500,
            key="emergency-reason",
            help="Their therapist reads it. At least a sentence.",
        )
        if st.form_submit_button("Open for one hour", type="primary"):
            with visitor.one_write("emergency") as write:
                store.open_in_emergency(code, reason, key=write)
            for field in ("emergency-code", "emergency-reason"):
                st.session_state.pop(field, None)
            st.rerun()


def opened_client(store: Store, opened: OpenedClient) -> None:
    """One opened client: the course of the therapy and the notes of the last sessions."""
    history = store.history_in_emergency(opened.client_id)
    assessed = course(history)
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.subheader(f"{escaped(opened.code)}", anchor=False)
    left.caption(f"Client of {escaped(opened.therapist)}; open until {opened.until.astimezone():%H:%M}, to read only.")
    if right.button("Close now", key=f"close:{opened.access_id}"):
        store.close_emergency(opened.access_id)
        st.rerun()
    if not history.attended:
        st.write("No session was recorded yet.")
        return
    trajectory_chart(assessed, key=f"course:{opened.access_id}")
    if assessed.newest is not None:
        st.write(explain(assessed.newest))
    st.markdown("**Last sessions**")
    for session in list(reversed(history.sessions))[:5]:
        when = f"{session.held_on:%d %b %Y}" if session.held_on else "no date"
        number = f"Session {session.number}" if session.number else session.attendance.value.replace("_", " ")
        st.markdown(f"{number}, {when}  \n{escaped(session.note) if session.note else ':small[no note]'}")


st.title("Emergency", anchor=False)
store = visitor.store()
st.write(
    "When a colleague cannot be reached and it cannot wait, you can open one of their clients for an hour, to read "
    "only. The colleague and the administrators are told at once, and every look is recorded."
)
opened = store.opened_in_emergency()
for access in opened:
    opened_client(store, access)
with st.expander("Open a client", expanded=not opened, icon=":material/emergency:"):
    if proved(store, "open a colleague's client"):
        open_form(store)
