"""Anxiety × avoidance with their uncertainty, and the path from earlier profiles."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.attachment import Profile
from alliance_monitor.figures.frame import frame, plain_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import CLIENT, GRID

QUADRANTS = ((2, 1.6, "secure"), (6, 1.6, "anxious"), (2, 6.5, "avoidant"), (6, 6.5, "fearful"))
MIDDLE = 4
"""Middle of the 1–7 scale, which separates the quadrants."""


def attachment_map(profiles: Sequence[Profile]) -> go.Figure:
    """Draw profiles that have both dimensions, oldest first; bars are one standard deviation."""
    shown = [profile for profile in profiles if profile.anxiety is not None and profile.avoidance is not None]
    bar = {"type": "data", "color": CLIENT, "thickness": 1.5}
    trace = {
        "type": "scatter",
        "x": [profile.anxiety for profile in shown],
        "y": [profile.avoidance for profile in shown],
        "error_x": {**bar, "array": [profile.anxiety_spread for profile in shown]},
        "error_y": {**bar, "array": [profile.avoidance_spread for profile in shown]},
        "mode": "lines+markers",
        "line": {"color": CLIENT, "width": 1, "dash": "dot"},
        "marker": {"size": [8] * (len(shown) - 1) + [14] if shown else [], "color": CLIENT},
        "text": [f"{profile.assessed_on:%d %b %Y}: " if profile.assessed_on else "" for profile in shown],
        "hovertemplate": "%{text}Anxiety %{x:.1f}, avoidance %{y:.1f}<extra></extra>",
    }
    line = {"type": "line", "line": {"color": GRID}}
    axis = {"range": [1, 7], "tickvals": list(range(1, 8))}
    return Picture(
        [trace],
        frame(
            320,
            left=40,
            right=10,
            top=10,
            bottom=40,
            legend=False,
            xaxis=plain_axis("Attachment anxiety", **axis),
            yaxis=plain_axis("Attachment avoidance", **axis),
            shapes=[
                {**line, "xref": "paper", "x0": 0, "x1": 1, "y0": MIDDLE, "y1": MIDDLE},
                {**line, "yref": "paper", "y0": 0, "y1": 1, "x0": MIDDLE, "x1": MIDDLE},
            ],
            annotations=[
                {"x": x, "y": y, "text": name, "showarrow": False, "opacity": 0.65} for x, y, name in QUADRANTS
            ],
        ),
    )
