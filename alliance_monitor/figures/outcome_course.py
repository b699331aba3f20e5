"""One outcome measure over time, in its own unit, with the client's view of the alliance beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from alliance_monitor.figures.frame import frame, plain_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.outcome import OutcomeTrack
from alliance_monitor.palette import CLIENT, GRID, THERAPIST


def outcome_course(track: OutcomeTrack, alliance: Sequence[tuple[date, float]] = ()) -> go.Figure:
    """Draw a track's score; a form that could not be scored is a gap, a sudden gain a star on the form after it.

    `alliance` is the client's own mean rating (1–7) by day, drawn thinly against the right-hand axis.
    """
    scale, short = track.scale, track.definition.short
    after = {later for _, later in track.gains}
    low, high = scale.native
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "name": short,
            "x": [day.isoformat() for day, _ in track.scores],
            "y": [value for _, value in track.scores],
            "mode": "lines+markers",
            "line": {"color": CLIENT, "width": 2},
            "marker": {
                "size": [15 if day in after else 8 for day, _ in track.scores],
                "symbol": ["star" if day in after else "circle" for day, _ in track.scores],
            },
            "connectgaps": False,
            "hovertemplate": f"{short}: %{{y:g}}<extra></extra>",
        }
    ]
    axes: dict[str, Any] = {
        "xaxis": plain_axis(),
        "yaxis": {"title": {"text": short}, "range": [low, high], "gridcolor": GRID},
    }
    if alliance:
        traces.append(
            {
                "type": "scatter",
                "name": "Alliance, client",
                "x": [day.isoformat() for day, _ in alliance],
                "y": [value for _, value in alliance],
                "yaxis": "y2",
                "mode": "lines",
                "line": {"color": THERAPIST, "width": 1, "dash": "dot"},
                "hovertemplate": "Alliance, client: %{y:.1f}<extra></extra>",
            }
        )
        axes["yaxis2"] = {
            "title": {"text": "Alliance"},
            "range": [1, 7],
            "tickvals": [1, 4, 7],
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
        }
    return Picture(
        traces,
        frame(
            240,
            left=50,
            right=50 if alliance else 12,
            bottom=30,
            showlegend=bool(alliance),
            legend=True,
            **axes,
        ),
    )
