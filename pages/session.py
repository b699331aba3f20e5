"""Log a session in under a minute; the result comes on the same screen."""

from __future__ import annotations

import streamlit as st

from pages.parts import visitor
from pages.parts.choose_client import choose_client
from pages.parts.expected_now import expected_now
from pages.parts.session_form import session_form
from pages.parts.session_result import is_saved, session_result
from pages.parts.unsaved_session import UnsavedSession


@st.fragment
def entry(client_id: str) -> None:
    """The form or, once it is saved, what it means. A tap draws this alone, not the frame and the chooser around it."""
    if is_saved(client_id):
        session_result(client_id)
    else:
        session_form(UnsavedSession(client_id))


st.title("Log a session", anchor=False)
client = choose_client(visitor.store().clients(), running_only=True)
if client is None:
    expected_now(visitor.today())
    st.stop()
entry(client.id)
