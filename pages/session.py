"""Log a session in under a minute; the result comes on the same screen."""

from __future__ import annotations

import streamlit as st

from pages.parts import visitor
from pages.parts.choose_client import choose_client
from pages.parts.expected_now import expected_now
from pages.parts.session_form import session_form
from pages.parts.session_result import is_saved, session_result
from pages.parts.unsaved_session import UnsavedSession

st.title("Log a session", anchor=False)
client = choose_client(visitor.store().clients(), running_only=True)
if client is None:
    expected_now(visitor.today())
    st.stop()
if is_saved(client.id):
    session_result(client.id)
else:
    session_form(UnsavedSession(client.id))
