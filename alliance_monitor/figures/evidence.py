"""The evidence for and against a possible rupture, channel by channel."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from alliance_monitor.detection import Assessment
from alliance_monitor.detection.channels import CHANNELS
from alliance_monitor.figures.frame import frame
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import GRID, LIKELY, THERAPIST

_WHOSE = {"client": "Client's", "therapist": "Your"}
"""“You” are the therapist."""

CHANNEL_LABELS = {channel.name: f"{_WHOSE[channel.rater]} {channel.measure.name}" for channel in CHANNELS}
"""Names of the judged channels on screen."""


def evidence_table(row: Assessment) -> list[dict[str, Any]]:
    """One line per channel: rated, usual, and its evidence for a rupture (log-odds)."""
    lines = []
    for channel, label in CHANNEL_LABELS.items():
        observed, expected, spread = (getattr(row, f"{channel}_{kind}") for kind in ("observed", "expected", "spread"))
        missing = observed != observed  # noqa: PLR0124 - NaN
        usual = "no earlier rating" if expected != expected else f"{expected:.1f} ± {spread:.1f}"  # noqa: PLR0124
        lines.append(
            {
                "Channel": label,
                "Rated": "not rated" if missing else f"{observed:.1f}",
                "Usual": "–" if missing else usual,
                "Evidence": round(getattr(row, f"{channel}_evidence"), 2),
            }
        )
    return lines


def evidence(row: Assessment) -> go.Figure:
    """Bars to the right are evidence for a rupture, bars to the left against one."""
    lines = evidence_table(row)[::-1]
    values = [line["Evidence"] for line in lines]
    bars = {
        "type": "bar",
        "x": values,
        "y": [line["Channel"] for line in lines],
        "orientation": "h",
        "marker": {"color": [LIKELY if value > 0 else THERAPIST for value in values]},
        # Rounded first: a value close to zero would otherwise read “-0.0”.
        "text": [f"{shown:+.1f}" if (shown := round(value, 1)) else "0" for value in values],
        "hoverinfo": "skip",
    }
    return Picture(
        [bars],
        frame(
            190,
            left=120,
            top=6,
            bottom=30,
            xaxis={"title": {"text": "speaks against  ←   →  speaks for"}, "gridcolor": GRID, "range": [-2, 5]},
        ),
    )
