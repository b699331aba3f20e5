"""Choosing the client a page is about; the address carries only an opaque id."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alliance_monitor.therapy import Client


def choose_client(clients: Sequence[Client], *, running_only: bool = False) -> Client | None:
    """Show a select box; returns the client chosen in it, or None."""
    offered = [client for client in clients if not (running_only and client.ended_on)]
    if not offered:
        st.write("There is no running therapy yet. Add a client first.")
        if st.button("Add a client", type="primary", icon=":material/person_add:"):
            st.switch_page("intake.py")
        return None
    by_id = {client.id: client for client in offered}
    address = st.query_params.get("client")
    if st.session_state.get("chosen-client") not in by_id:
        st.session_state.pop("chosen-client", None)
    # The address decides when it is new, and when an interrupted run has lost the choice: the page must never show a
    # client nobody chose.
    lost = "chosen-client" not in st.session_state
    if address in by_id and (lost or st.session_state.get("client-in-address") != address):
        st.session_state["chosen-client"] = address
    elif lost and len(by_id) == 1:
        st.session_state["chosen-client"] = next(iter(by_id))
    st.session_state["client-in-address"] = address
    chosen = st.selectbox(
        "Client",
        list(by_id),
        format_func=lambda client_id: by_id[client_id].code,
        index=None,
        placeholder="Choose a client",
        key="chosen-client",
    )
    if chosen is None:
        return None
    st.query_params["client"] = chosen
    st.session_state["client-in-address"] = chosen
    return by_id[chosen]
