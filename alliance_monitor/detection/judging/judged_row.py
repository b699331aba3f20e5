"""One way to read a judged session, whatever form it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from alliance_monitor.detection.channels import Channel


class JudgedRow:
    """A row of `assess` as a mapping, a pandas Series or a named tuple."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self._by_key = isinstance(row, Mapping) or hasattr(row, "to_dict")

    def __getitem__(self, name: str) -> Any:
        return self._row[name] if self._by_key else getattr(self._row, name)

    def number(self, channel: Channel, name: str) -> float:
        """Return `observed`, `expected` or `spread` of a channel, NaN where it is empty."""
        value = self[f"{channel.name}_{name}"]
        return float("nan") if value is None or value is pd.NA else float(value)

    def surprise(self, channel: Channel) -> float:
        """Return by how many spreads a rating is worse than expected; NaN when it could not be compared."""
        below = self.number(channel, "expected") - self.number(channel, "observed")
        return (below if channel.measure.higher_is_better else -below) / self.number(channel, "spread")
