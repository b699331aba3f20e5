"""The therapist's own estimate of attachment: two sliders."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from alliance_monitor.attachment import Profile
from pages.parts.shared import visitor

Key = Callable[[str], str]
"""The widget key of a field of this client's profile."""


def estimate(key: Key) -> Profile | None:
    """Draw the sliders; None until one of them was moved, because untouched sliders are no estimate."""
    st.caption("1 low … 7 high. Your estimate is shown with wider uncertainty.")
    left, right = st.columns(2)
    with left:
        anxiety = _slider("Anxiety – worry about being left or not mattering", key("estimate-anxiety"), key)
    with right:
        avoidance = _slider("Avoidance – unease with closeness and relying on others", key("estimate-avoidance"), key)
    if key("estimated") in st.session_state:
        return Profile.from_estimate(anxiety, avoidance, assessed_on=visitor.today())
    st.write("Move the sliders to where you see this client.")
    return None


def forget_estimate(key: Key) -> None:
    """Another way was chosen: the sliders will be back in the middle, untouched."""
    st.session_state.pop(key("estimated"), None)


def _slider(label: str, name: str, key: Key) -> float:
    return st.slider(label, 1.0, 7.0, 4.0, 0.5, key=name, on_change=_moved, args=(key("estimated"),))


def _moved(estimated: str) -> None:
    st.session_state[estimated] = True
