"""Anxiety × avoidance with its uncertainty, and the way from earlier profiles."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.attachment import Profile
from alliance_monitor.figures.palette import CLIENT, GRID

QUADRANTS = ((2, 1.6, "secure"), (6, 1.6, "anxious"), (2, 6.5, "avoidant"), (6, 6.5, "fearful"))


def attachment_map(profiles: Sequence[Profile]) -> go.Figure:
    """Draw profiles that have both dimensions, oldest first; bars are one standard deviation."""
    shown = [one for one in profiles if one.anxiety is not None and one.avoidance is not None]
    figure = go.Figure()
    figure.add_scatter(
        x=[one.anxiety for one in shown],
        y=[one.avoidance for one in shown],
        error_x={"array": [one.anxiety_spread for one in shown], "color": CLIENT, "thickness": 1.5},
        error_y={"array": [one.avoidance_spread for one in shown], "color": CLIENT, "thickness": 1.5},
        mode="lines+markers",
        line={"color": CLIENT, "width": 1, "dash": "dot"},
        marker={"size": [8] * (len(shown) - 1) + [14] if shown else [], "color": CLIENT},
        hovertemplate="Anxiety %{x:.1f}, avoidance %{y:.1f}<extra></extra>",
    )
    for x, y, name in QUADRANTS:
        figure.add_annotation(x=x, y=y, text=name, showarrow=False, opacity=0.65)
    figure.add_hline(y=4, line_color=GRID)
    figure.add_vline(x=4, line_color=GRID)
    axis = {"range": [1, 7], "tickvals": list(range(1, 8)), "showgrid": False, "zeroline": False}
    figure.update_layout(
        height=320,
        margin={"l": 40, "r": 10, "t": 10, "b": 40},
        showlegend=False,
        xaxis={**axis, "title": "Attachment anxiety"},
        yaxis={**axis, "title": "Attachment avoidance"},
    )
    return figure
