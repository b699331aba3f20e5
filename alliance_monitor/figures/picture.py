"""The way a figure is made: from traces and a layout as plain dictionaries in Plotly's schema."""

from __future__ import annotations

from functools import cache
from typing import Any

import plotly.graph_objects as go
from plotly.io import templates


class Picture(go.Figure):  # type: ignore[misc] # Plotly comes without types
    """A figure that becomes a full Plotly figure only when somebody asks for its parts.

    Plotly copies and validates every property when a figure is made, and again when it is turned into a dictionary,
    which costs more than the rest of a page. Ours have the same properties every time: tests validate them against
    Plotly's schema, a page that only sends them to the browser need not.
    """

    def __init__(self, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        look = {"template": _template(templates.default)} if templates.default else {}
        self._plain: dict[str, Any] | None = {"data": traces, "layout": look | layout}

    def to_dict(self) -> dict[str, Any]:
        """The figure in Plotly's schema."""
        return dict(self._plain) if self._plain is not None else dict(super().to_dict())

    def __getattr__(self, name: str) -> Any:
        plain = self.__dict__.get("_plain")
        if plain is None or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(name)
        # From here on it is an ordinary figure, which can be changed.
        self._plain = None
        super().__init__(plain, _validate=False)
        return getattr(self, name)


@cache
def _template(name: str) -> dict[str, Any]:
    """Plotly's template of this name: the fonts and colours a figure does not set itself."""
    return dict(templates[name].to_plotly_json())
