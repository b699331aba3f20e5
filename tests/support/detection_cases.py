"""Ratings for the tests of detection: drawn by Hypothesis, or written as a short story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

COLUMNS = ["client_id", "session_number", "rater", "goal", "task", "bond", "tension", "instrument"]

sevenths = st.one_of(st.just(np.nan), st.integers(3, 21).map(lambda thirds: thirds / 3), st.just(7.0))
fifths = st.one_of(st.just(np.nan), st.integers(1, 5).map(float))


@st.composite
def rated_sessions(draw: st.DrawFn, most_clients: int = 3, most_sessions: int = 9) -> pd.DataFrame:
    """Draw tidy ratings: gaps in session numbers, missing raters and answers, changes of instrument."""
    rows: list[tuple[Any, ...]] = []
    for client in draw(st.lists(st.integers(0, 50), min_size=1, max_size=most_clients, unique=True)):
        numbers = draw(st.lists(st.integers(1, 30), min_size=1, max_size=most_sessions, unique=True))
        for number in numbers:
            for rater in draw(st.sampled_from([("client",), ("therapist",), ("client", "therapist")])):
                parts = [draw(sevenths) for _ in range(3)]
                instrument = draw(st.sampled_from(["brief", "brief", "brief", "long", None]))
                rows.append((client, number, rater, *parts, draw(fifths), instrument))
    return pd.DataFrame(rows, columns=COLUMNS)


def story(
    client: Sequence[float | None] = (),
    therapist: Sequence[float | None] = (),
    client_tension: Sequence[float | None] = (),
    therapist_tension: Sequence[float | None] = (),
    client_id: Any = "Ada",
) -> pd.DataFrame:
    """Tell one therapy: the same value for goal, task and bond in each session; None = not rated."""
    rows = []
    for rater, alliance, tension in (
        ("client", client, client_tension),
        ("therapist", therapist, therapist_tension),
    ):
        for index in range(max(len(alliance), len(tension))):
            value = alliance[index] if index < len(alliance) else None
            felt = tension[index] if index < len(tension) else None
            if value is not None or felt is not None:
                rows.append((client_id, index + 1, rater, value, value, value, felt))
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    return frame.astype(dict.fromkeys(["goal", "task", "bond", "tension"], float))
