"""One outcome measure over time, in its own unit."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.figures.palette import CLIENT, GRID
from alliance_monitor.figures.picture import picture, title
from alliance_monitor.outcome_form import OutcomeForm


def outcome_course(forms: Sequence[OutcomeForm]) -> go.Figure:
    """Draw the first subscale of forms of one instrument, oldest first; a form it could not score is a gap."""
    definition = forms[0].definition
    scale = definition.subscales[0]
    low, high = scale.native
    line = {
        "type": "scatter",
        "x": [form.held_on.isoformat() for form in forms],
        "y": [form.scores.subscales.get(scale.id) for form in forms],
        "mode": "lines+markers",
        "line": {"color": CLIENT, "width": 2},
        "marker": {"size": 8},
        "connectgaps": False,
        "hovertemplate": f"{definition.short}: %{{y:g}}<extra></extra>",
    }
    return picture(
        [line],
        {
            "height": 220,
            "margin": {"l": 50, "r": 12, "t": 8, "b": 30},
            "showlegend": False,
            "xaxis": {"showgrid": False, "zeroline": False},
            "yaxis": {"title": title(definition.short), "range": [low, high], "gridcolor": GRID},
        },
    )
