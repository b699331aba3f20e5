"""The five bond elements and the share of secure talk over the sessions."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.attachment import ELEMENTS, BondElements, Strength, TalkCounts
from alliance_monitor.figures.frame import frame, session_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import CLIENT, GRID, LIKELY, POSSIBLE

SHAPES = {
    Strength.WEAK: ("triangle-down-open", POSSIBLE, "weak"),
    Strength.MODERATE: ("circle", CLIENT, "moderate"),
    Strength.INTENSE: ("triangle-up", LIKELY, "overly intense"),
}


def bond_course(bonds: Sequence[tuple[int, BondElements]]) -> go.Figure:
    """One row per element, one mark per assessment; the shape shows how strong it was."""
    traces = []
    for strength, (symbol, colour, name) in SHAPES.items():
        points = [
            (number, label)
            for number, look in bonds
            for label, judged in zip(ELEMENTS.values(), look.strengths, strict=True)
            if judged is strength
        ]
        if points:
            traces.append(
                {
                    "type": "scatter",
                    "x": [number for number, _ in points],
                    "y": [label for _, label in points],
                    "mode": "markers",
                    "name": name,
                    "marker": {"symbol": symbol, "color": colour, "size": 13, "line": {"width": 2, "color": colour}},
                    "hovertemplate": f"Session %{{x}}: {name}<extra></extra>",
                }
            )
    return Picture(
        traces,
        frame(
            260,
            left=210,
            legend=True,
            xaxis=session_axis(),
            yaxis={
                "categoryorder": "array",
                "categoryarray": list(ELEMENTS.values())[::-1],
                "gridcolor": GRID,
                "range": [-0.5, len(ELEMENTS) - 0.5],
            },
        ),
    )


def talk_course(talks: Sequence[tuple[int, TalkCounts]]) -> go.Figure:
    """Share of secure talk per counted session, 0–100 %."""
    line = {
        "type": "scatter",
        "x": [number for number, _ in talks],
        "y": [counts.share for _, counts in talks],
        "mode": "lines+markers",
        "line": {"color": CLIENT, "width": 2},
        "marker": {"size": 9},
        "hovertemplate": "Session %{x}: %{y:.0%} secure<extra></extra>",
    }
    return Picture(
        [line],
        frame(
            200,
            left=50,
            legend=False,
            xaxis=session_axis(),
            yaxis={"title": {"text": "Secure talk"}, "range": [0, 1], "tickformat": ".0%", "gridcolor": GRID},
        ),
    )
