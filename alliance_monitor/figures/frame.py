"""What the figures share: the frame of the picture, its axes, the lines of the two raters, intervals around shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alliance_monitor.palette import CLIENT, GRID, THERAPIST
from alliance_monitor.practice.share import Share
from alliance_monitor.records import Rater

LEGEND: dict[str, Any] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
"""Above the picture, growing upwards: on a phone it takes several lines, which must not cover what is drawn."""

RATER_LINES = (
    (Rater.CLIENT, "Client", CLIENT, "circle", "solid"),
    (Rater.THERAPIST, "Therapist", THERAPIST, "square-open", "dot"),
)
"""Rater, name, colour, symbol, dash. The therapist's symbols are open: where both rated the same, the client's must not
look missing."""


def frame(
    height: int,
    *,
    left: int,
    right: int = 12,
    top: int = 8,
    bottom: int = 36,
    legend: bool | None = None,
    **layout: Any,
) -> dict[str, Any]:
    """A layout of this height and these margins in pixels; None leaves it to Plotly whether there is a legend."""
    look: dict[str, Any] = {} if legend is None else {"legend": LEGEND} if legend else {"showlegend": False}
    return {"height": height, "margin": {"l": left, "r": right, "t": top, "b": bottom}, **look, **layout}


def plain_axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis without grid and zero line."""
    return _titled(title) | {"showgrid": False, "zeroline": False} | more


def grid_axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis with our grid and without a zero line."""
    return _titled(title) | {"gridcolor": GRID, "zeroline": False} | more


def session_axis(**more: Any) -> dict[str, Any]:
    """The axis of session numbers."""
    return plain_axis("Session", tickformat="d", **more)


def interval(shares: Sequence[Share], thickness: float) -> dict[str, Any]:
    """Error bars for the 95 % intervals of these shares."""
    return {
        "type": "data",
        "array": [share.high - share.value for share in shares],
        "arrayminus": [share.value - share.low for share in shares],
        "color": CLIENT,
        "thickness": thickness,
    }


def _titled(title: str) -> dict[str, Any]:
    return {"title": {"text": title}} if title else {}
