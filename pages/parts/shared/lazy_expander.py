"""A folded part of a page, made once somebody opens it.

What nobody looks at is neither asked of the store nor drawn by the browser: the client's page has a dozen such parts,
and without them comes in half the time.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def lazy_expander(label: str, content: Callable[[], None], *, key: str, icon: str | None = None) -> None:
    """An expander that draws `content` from its first opening on; `key` tells it from the others of the window."""
    box = st.expander(label, key=key, icon=icon, on_change="rerun")
    if was_opened(key, is_open=bool(box.open)):
        with box:
            content()


def was_opened(key: str, *, is_open: bool) -> bool:
    """Whether it is open or was before: what was typed there must not be lost by closing it."""
    seen = f"{key}:seen"
    if is_open:
        st.session_state[seen] = True
    return seen in st.session_state
