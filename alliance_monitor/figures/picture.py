"""One way to make a figure: from traces and layout as Plotly's schema has them."""

from __future__ import annotations

from functools import cache
from typing import Any

import plotly.graph_objects as go
from plotly.io import templates

LEGEND: dict[str, Any] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
"""Above the picture, growing upwards: where it takes several lines, on a phone, it must not lie on the lines drawn."""


class Picture(go.Figure):  # type: ignore[misc] # Plotly comes without types
    """A figure that is taken apart only when somebody asks for its parts.

    Plotly copies and checks every property of a figure when one is made and again when it is told as a dictionary,
    which costs more than the rest of a page. Ours have the same properties every time: tests check them against
    Plotly's schema, a page that only sends them to the browser need not.
    """

    def __init__(self, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        look = {"template": _look(templates.default)} if templates.default else {}
        self._told: dict[str, Any] | None = {"data": traces, "layout": look | layout}

    def to_dict(self) -> dict[str, Any]:
        """The figure in Plotly's schema."""
        return dict(self._told) if self._told is not None else dict(super().to_dict())

    def __getattr__(self, name: str) -> Any:
        told = self.__dict__.get("_told")
        if told is None or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(name)
        # From here on it can be changed, and is an ordinary figure.
        self._told = None
        super().__init__(told, _validate=False)
        return getattr(self, name)


@cache
def _look(name: str) -> dict[str, Any]:
    """Plotly's template of this name: fonts and colours a figure does not set itself."""
    return dict(templates[name].to_plotly_json())


def title(text: str) -> dict[str, str]:
    """An axis title."""
    return {"text": text}
