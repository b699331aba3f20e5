"""A figure on a page, with its alternative text."""

from __future__ import annotations

import streamlit as st
from plotly.graph_objects import Figure


def chart(figure: Figure, *, key: str, alt: str) -> None:
    """Draw `figure` without Plotly's toolbar; `alt` says in words what it shows."""
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})
