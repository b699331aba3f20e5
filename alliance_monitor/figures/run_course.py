"""A measure over time: a run chart with its median and intervals."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.figures.frame import frame, grid_axis, interval, plain_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import CLIENT, THERAPIST
from alliance_monitor.practice import Figure


def run_course(figures: Sequence[Figure], middle: float) -> go.Figure:
    """Draw one point per span of months, with its 95 % interval, around the median `middle` (0 to 1)."""
    shown = [(str(figure.span), figure.share) for figure in figures if figure.share is not None]
    spans = [span for span, _ in shown]
    values = [share.value for _, share in shown]
    points = {
        "type": "scatter",
        "x": spans,
        "y": values,
        "mode": "lines+markers",
        "line": {"color": CLIENT, "width": 2},
        "marker": {"size": 8},
        "error_y": interval([share for _, share in shown], 0.8),
        "hovertemplate": "%{x}: %{y:.0%}<extra></extra>",
        "name": "Share",
    }
    line = {
        "type": "scatter",
        "x": spans,
        "y": [middle] * len(spans),
        "mode": "lines",
        "line": {"color": THERAPIST, "width": 1.5, "dash": "dash"},
        "hovertemplate": "Median %{y:.0%}<extra></extra>",
        "name": "Median",
    }
    return Picture(
        [line, points],
        frame(
            260,
            left=50,
            bottom=60,
            legend=True,
            xaxis=plain_axis(type="category"),
            yaxis=grid_axis(tickformat=".0%", rangemode="tozero"),
        ),
    )
