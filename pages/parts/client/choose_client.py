"""Choosing whose page this is; the address carries the opaque id only."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alliance_monitor.therapy import Client


def choose_client(clients: Sequence[Client], *, running_only: bool = False) -> Client | None:
    """Show a chooser and return the client it stands on, or None when there is none."""
    offered = [one for one in clients if not (running_only and one.ended_on)]
    if not offered:
        st.write("There is no running therapy yet. Add a client first.")
        if st.button("Add a client", type="primary", icon=":material/person_add:"):
            st.switch_page("intake.py")
        return None
    by_id = {one.id: one for one in offered}
    asked = st.query_params.get("client")
    if st.session_state.get("chosen-client") not in by_id:
        st.session_state.pop("chosen-client", None)
    # The address decides when it is new, and when a run that was cut short has lost the choice: the page must never
    # stand on a client nobody chose.
    lost = "chosen-client" not in st.session_state
    if asked in by_id and (lost or st.session_state.get("client-asked") != asked):
        st.session_state["chosen-client"] = asked
    elif lost and len(by_id) == 1:
        st.session_state["chosen-client"] = next(iter(by_id))
    st.session_state["client-asked"] = asked
    chosen = st.selectbox(
        "Client",
        list(by_id),
        format_func=lambda one: by_id[one].code,
        index=None,
        placeholder="Choose a client",
        key="chosen-client",
    )
    if chosen is None:
        return None
    st.query_params["client"] = chosen
    st.session_state["client-asked"] = chosen
    return by_id[chosen]
