"""What a session just saved means: the picture, a possible rupture with its reason, and prompts that fit."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.therapy import course
from pages.parts.client import overview
from pages.parts.shared import visitor


def is_saved(client_id: str) -> bool:
    """Whether this client's session was saved in this window and its result is being looked at."""
    return bool(st.session_state.get(_key(client_id)))


def saved(client_id: str) -> None:
    """The session was saved: from now on its result is shown in place of the form."""
    st.session_state[_key(client_id)] = st.session_state["just-saved"] = True


def session_result(client_id: str) -> None:
    """Draw where the therapy stands now, and the ways on."""
    st.success("Saved.", icon=":material/check:")
    judged = course(visitor.store().history(client_id))
    if st.session_state.pop("just-saved", None):
        # On a phone the page stays scrolled to where the button was, and the flag lies above.
        flag = judged.open_flag(visitor.today())
        st.toast(
            f"Saved. {flag.status.capitalize()} rupture: see above." if flag else "Saved.", icon=":material/check:"
        )
    overview(judged)
    with st.container(horizontal=True):
        st.button(
            "Log another session", icon=":material/add:", key="log-another", on_click=_looked_at, args=(client_id,)
        )
        if st.button("Open the client's page", icon=":material/timeline:"):
            _looked_at(client_id)
            st.switch_page("client.py", query_params={"client": client_id})


def _looked_at(client_id: str) -> None:
    st.session_state.pop(_key(client_id), None)


def _key(client_id: str) -> str:
    return f"saved:{client_id}"
