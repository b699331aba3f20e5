"""A demonstration: five quiet sessions, then one whose ratings the visitor moves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from alliance_monitor.detection import advance, explain
from alliance_monitor.detection.operating_point import PracticeDetection
from pages.parts.rupture import evidence_for

QUIET_SESSIONS = ((5.5, 5.0), (6.0, 5.0), (5.5, 5.5), (6.0, 5.0), (5.5, 5.0))
"""(client's, therapist's) rating of goals, tasks and bond; no tension."""


def try_it(detection: PracticeDetection) -> None:
    """Draw the sliders, and beside them what the detector makes of them under the current settings."""
    left, right = st.columns(2)
    with left:
        client = st.slider("Client's goals, tasks and bond", 1.0, 7.0, 4.0, 0.5)
        client_tension = st.slider("Client's tension", 1, 5, 3)
        therapist = st.slider("Your goals, tasks and bond", 1.0, 7.0, 5.0, 0.5)
        therapist_tension = st.slider("Your tension", 1, 5, 1)
    state = None
    for number, levels in enumerate(QUIET_SESSIONS, start=1):
        state, _ = advance(state, _ratings(number, levels, (1, 1)), detection.norms, detection.settings)
    moved = _ratings(len(QUIET_SESSIONS) + 1, (client, therapist), (client_tension, therapist_tension))
    _, row = advance(state, moved, detection.norms, detection.settings)
    with right:
        st.markdown(
            f"**{row.status.replace('_', ' ').capitalize()}** – on simulated therapies such ratings mean a rupture "
            f"with a probability of {row.rupture_probability:.0%}"
        )
        st.write(explain(row))
        evidence_for(row, "demonstration")


def _ratings(number: int, levels: tuple[float, float], tensions: tuple[int, int]) -> list[dict[str, Any]]:
    """The client's and the therapist's rating of one invented session."""
    return [
        {
            "client_id": "example",
            "session_number": number,
            "rater": rater,
            "goal": level,
            "task": level,
            "bond": level,
            "tension": tension,
        }
        for rater, level, tension in zip(("client", "therapist"), levels, tensions, strict=True)
    ]
