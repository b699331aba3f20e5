"""Adding a client under a code of the therapist's own."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import ClientEntry
from db.store import Store
from pages.parts.shared import visitor


def add_client(store: Store) -> None:
    """The form that adds a client and moves the page's address to them."""
    with st.form("add-client", clear_on_submit=False, border=False):
        code = st.text_input(
            "Client code", max_chars=40, help="A code of your own, such as C-014. Never a name.", key="new-code"
        )
        started_on = st.date_input("Start of therapy", visitor.today(), key="new-start", format="DD/MM/YYYY")
        if not st.form_submit_button("Add the client", type="primary"):
            return
    try:
        entry = ClientEntry(code=code, started_on=started_on)
    except ValidationError:
        raise InvalidEntryError(
            "The client code needs 1 to 40 characters on one line.", "Type one and try again."
        ) from None
    with visitor.one_write("add-client") as write:
        client_id = store.add_client(entry, key=write)
    st.session_state["added"] = client_id
    st.query_params["client"] = client_id
    st.rerun()
