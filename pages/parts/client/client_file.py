"""The client's right of access: everything recorded about them, as a file."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.therapy import History


def client_file(history: History) -> None:
    """What is in the file, and the links that make it; following one asks for the passphrase again."""
    st.write(
        "For a client who asks what is recorded about them, or to take along elsewhere: every session, rating, note, "
        "profile and decision, what supervision said, and who looked at it, with names and times."
    )
    st.caption(
        "Your notes and what supervision decided are in it. Read it before you hand it on, and leave out what your law "
        "lets you keep to yourself. It is not encrypted: do not leave it on a shared computer. Each file made is an "
        "entry of the audit log."
    )
    if any(session.client_waits for session in history.sessions):
        st.info(
            "An answer of the client waits for your own rating. Log it, or have the answer shown first.",
            icon=":material/mark_chat_unread:",
        )
        return
    client_id = history.client.id
    with st.container(horizontal=True):
        st.link_button("Everything (JSON)", f"/client-file/{client_id}", icon=":material/download:")
        st.link_button(
            "For another record system (FHIR R4)", f"/client-file/{client_id}/fhir", icon=":material/download:"
        )
