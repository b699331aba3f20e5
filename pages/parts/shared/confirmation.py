"""Saying that something was saved, once the page has been drawn again with it."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st


def confirm(message: str) -> NoReturn:
    """Run the page again; `show_confirmation` then says `message`."""
    st.session_state["confirmation"] = message
    st.rerun()


def show_confirmation() -> None:
    """Say what the last run saved, at the top of the page and in a toast.

    The page stays scrolled to where the button was; on a long page only the toast is seen from there.
    """
    if message := st.session_state.pop("confirmation", None):
        st.success(message, icon=":material/check:")
        st.toast(message, icon=":material/check:")
