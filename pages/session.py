"""Log a session in under a minute; the result is shown on the same screen."""

from __future__ import annotations

import streamlit as st

from pages.parts.client import choose_client
from pages.parts.session import UnsavedSession, expected_now, is_saved, session_form, session_result
from pages.parts.shared import visitor

st.title("Log a session", anchor=False)
client = choose_client(visitor.store().clients(), running_only=True)
if client is None:
    expected_now(visitor.today())
    st.stop()
if is_saved(client.id):
    session_result(client.id)
else:
    session_form(UnsavedSession(client.id))
