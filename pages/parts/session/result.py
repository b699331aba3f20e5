"""The result of a session just saved: the chart, a possible rupture with its reason, and prompts."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.therapy import course
from pages.parts.client import overview
from pages.parts.shared import visitor


def is_saved(client_id: str) -> bool:
    """Whether to show the result of this client's session instead of an empty form."""
    return bool(st.session_state.get(_slot(client_id)))


def show_result(client_id: str) -> None:
    """From the next run on, show the result instead of the form."""
    st.session_state[_slot(client_id)] = st.session_state["just-saved"] = True


def session_result(client_id: str) -> None:
    """Draw the overview, and where to go from here."""
    st.success("Saved.", icon=":material/check:")
    assessed = course(visitor.store().history(client_id))
    if st.session_state.pop("just-saved", None):
        # A phone stays scrolled to the button, below the flag.
        flag = assessed.open_flag(visitor.today())
        st.toast(
            f"Saved. {flag.status.capitalize()} rupture: see above." if flag else "Saved.", icon=":material/check:"
        )
    overview(assessed)
    with st.container(horizontal=True):
        st.button(
            "Log another session", icon=":material/add:", key="log-another", on_click=_close_result, args=(client_id,)
        )
        if st.button("Open the client's page", icon=":material/timeline:"):
            _close_result(client_id)
            st.switch_page("client.py", query_params={"client": client_id})


def _close_result(client_id: str) -> None:
    st.session_state.pop(_slot(client_id), None)


def _slot(client_id: str) -> str:
    return f"saved:{client_id}"
