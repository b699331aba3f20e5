"""An expander whose content is made when somebody opens it.

What nobody opens is neither read from the store nor drawn by the browser: the client's page has a dozen expanders, and
this halves the time it takes.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def lazy_expander(label: str, content: Callable[[], None], *, key: str, icon: str | None = None) -> None:
    """An expander that draws `content` from its first opening on; `key` must be unique on the page."""
    expander = st.expander(label, key=key, icon=icon, on_change="rerun")
    if was_opened(key, is_open=bool(expander.open)):
        with expander:
            content()


def was_opened(key: str, *, is_open: bool) -> bool:
    """Whether the expander is open or has been: closing it must not lose what was typed in it."""
    opened = f"{key}:opened"
    if is_open:
        st.session_state[opened] = True
    return opened in st.session_state
