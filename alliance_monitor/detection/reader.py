"""One way to read a judged session, whatever it comes as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


class RowReader:
    """A row of `assess` as a mapping, a pandas Series or a named tuple."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self._by_key = isinstance(row, Mapping) or hasattr(row, "to_dict")

    def __getitem__(self, name: str) -> Any:
        return self._row[name] if self._by_key else getattr(self._row, name)

    def number(self, name: str) -> float:
        """Return a field as a float, NaN where it is empty."""
        value = self[name]
        return float("nan") if value is None or value is pd.NA else float(value)

    def surprise(self, channel: str) -> float:
        """Return by how many spreads a rating is worse than expected; NaN when it could not be compared."""
        below = self.number(f"{channel}_expected") - self.number(f"{channel}_observed")
        return (-below if channel.endswith("tension") else below) / self.number(f"{channel}_spread")
