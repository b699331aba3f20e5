"""Therapists in the practice's funnel: how far a share may differ from the centre by chance."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from alliance_monitor.figures.frame import frame, grid_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import CLIENT, THERAPIST
from alliance_monitor.practice import LIMITS, Funnel, limits

STEPS = 60
"""Points along each limit."""


def funnel_plot(funnel: Funnel) -> go.Figure:
    """Draw the points and, if there is a centre to show, the funnel around it."""
    most = max((point.units for point in funnel.points), default=1) * 1.15
    traces: list[dict[str, Any]] = []
    if funnel.centre is not None:
        places = [1 + (most - 1) * step / STEPS for step in range(STEPS + 1)]
        for errors, dash, words in zip(LIMITS, ("dot", "solid"), ("95 %", "99.8 %"), strict=True):
            both = [limits(funnel.centre, units, errors) for units in places]
            traces += [
                {
                    "type": "scatter",
                    "x": places,
                    "y": [ends[side] for ends in both],
                    "mode": "lines",
                    "name": f"{words} limits",
                    "showlegend": side == 0,
                    "line": {"color": THERAPIST, "width": 1.2, "dash": dash},
                    "hoverinfo": "skip",
                }
                for side in range(2)
            ]
        traces.append(
            {
                "type": "scatter",
                "x": [1, most],
                "y": [funnel.centre] * 2,
                "mode": "lines",
                "name": "Practice",
                "line": {"color": THERAPIST, "width": 1.5, "dash": "dash"},
                "hovertemplate": "Practice: %{y:.0%}<extra></extra>",
            }
        )
    traces.append(
        {
            "type": "scatter",
            "x": [point.units for point in funnel.points],
            "y": [point.share.value for point in funnel.points],
            "text": [point.name for point in funnel.points],
            "mode": "markers+text",
            "textposition": "top center",
            "name": "Therapists",
            "showlegend": False,
            "marker": {"size": 11, "color": CLIENT},
            "hovertemplate": "%{text}: %{y:.0%}<extra></extra>",
        }
    )
    return Picture(
        traces,
        frame(
            320,
            left=50,
            bottom=40,
            legend=True,
            xaxis=grid_axis("How much it rests on", range=[0, most]),
            yaxis=grid_axis(tickformat=".0%", range=[-0.02, 1.05]),
        ),
    )
