"""A measure by group: a dot with its interval for each, in alphabetical order and never by rank."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.figures.frame import frame, grid_axis, interval, plain_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import CLIENT, THERAPIST
from alliance_monitor.practice import Figure


def group_shares(figures: Sequence[Figure], whole: float | None) -> go.Figure:
    """Draw the groups that are shown; `whole` is the share of all groups, a dashed line."""
    shown = [(figure.group, figure.share) for figure in reversed(figures) if figure.share is not None]
    points = {
        "type": "scatter",
        "x": [share.value for _, share in shown],
        "y": [group for group, _ in shown],
        "mode": "markers",
        "marker": {"size": 11, "color": CLIENT},
        "error_x": interval([share for _, share in shown], 1.5),
        "hovertemplate": "%{y}: %{x:.0%}<extra></extra>",
    }
    layout = frame(
        110 + 34 * len(shown),
        left=12,
        top=24,
        legend=False,
        xaxis=grid_axis(tickformat=".0%", range=[0, 1]),
        yaxis=plain_axis(automargin=True, type="category"),
    )
    if whole is not None:
        layout["shapes"] = [
            {
                "type": "line",
                "x0": whole,
                "x1": whole,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": THERAPIST, "dash": "dash", "width": 1.5},
                "label": {"text": "all", "textposition": "end", "textangle": 0, "font": {"size": 11}},
            }
        ]
    return Picture([points], layout)
