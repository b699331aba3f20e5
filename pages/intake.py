"""Intake: adding a client, and recording an attachment profile."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.attachment import describe
from pages.parts.attachment import earlier_profiles, profile_entry, profile_preview
from pages.parts.client import add_client, choose_client
from pages.parts.shared import visitor

st.title("Intake", anchor=False)
store = visitor.store()
is_first_step = not store.clients() or "client" not in st.query_params
with st.expander("Add a client", expanded=is_first_step, icon=":material/person_add:"):
    add_client(store)
if st.session_state.pop("added", None):
    st.success("The client is added. Take an attachment profile now, or later.", icon=":material/check:")

client = choose_client(store.clients())
if client is None:
    st.stop()
history = store.history(client.id)
st.subheader("Attachment profile", anchor=False)
if st.session_state.pop("profile-saved", None):
    st.success("The profile is saved.", icon=":material/check:")
if history.profile is not None:
    st.write(f"Now: {describe(history.profile)}. A new profile is kept beside the earlier ones.")
profile = profile_entry(client.id, len(history.profiles))
if profile is not None:
    profile_preview(profile, history.profiles)
earlier_profiles(client.id, history.profiles)
if profile is not None and st.button("Save the profile", type="primary", icon=":material/save:", key="save-profile"):
    with visitor.one_write("profile") as write:
        store.record_profile(client.id, profile, key=write)
    st.session_state["profile-saved"] = True
    st.rerun()
if st.button("Log a session", icon=":material/edit_note:", key="to-session"):
    st.switch_page("session.py", query_params={"client": client.id})
