"""Agreement with the key, block by block."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from alliance_monitor.coding import BLOCK, Agreement
from alliance_monitor.figures.frame import frame, plain_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import CLIENT, GRID


def coding_course(blocks: Sequence[Agreement]) -> go.Figure:
    """κ per block of answers with its 95 % interval; a block without κ is a gap."""
    known = [block.kappa == block.kappa for block in blocks]
    line = {
        "type": "scatter",
        "x": list(range(1, len(blocks) + 1)),
        "y": [block.kappa if k else None for block, k in zip(blocks, known, strict=True)],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [block.high - block.kappa if k else 0 for block, k in zip(blocks, known, strict=True)],
            "arrayminus": [block.kappa - block.low if k else 0 for block, k in zip(blocks, known, strict=True)],
            "color": CLIENT,
            "thickness": 1.5,
        },
        "mode": "lines+markers",
        "line": {"color": CLIENT, "width": 2},
        "marker": {"size": 9},
        "connectgaps": False,
        "hovertemplate": "Block %{x}: κ %{y:.2f}<extra></extra>",
    }
    return Picture(
        [line],
        frame(
            240,
            left=44,
            legend=False,
            xaxis=plain_axis(f"Block of {BLOCK} answers", dtick=1),
            yaxis={"title": {"text": "κ"}, "range": [-1, 1], "gridcolor": GRID},
        ),
    )
