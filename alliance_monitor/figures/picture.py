"""One way to make a figure: from traces and layout as Plotly's schema has them."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

LEGEND: dict[str, Any] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
"""Above the picture, growing upwards: where it takes several lines, on a phone, it must not lie on the lines drawn."""


def picture(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """Return a figure of these traces.

    Plotly checks every property of a figure each time one is made, which costs more than the rest of a page. Our
    figures have the same properties every time: tests check them against Plotly's schema, a drawn page need not.
    """
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def title(text: str) -> dict[str, str]:
    """An axis title."""
    return {"text": text}
