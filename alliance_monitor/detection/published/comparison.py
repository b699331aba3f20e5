"""How the score compares with published rules, as measured for this version."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def _read() -> pd.DataFrame:
    with files("alliance_monitor.detection.published").joinpath("comparison.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def comparison() -> pd.DataFrame:
    """Return the main table of `bench detect`, one row per method.

    Columns: `method`; `at_2_next`, `at_2_low`, `at_2_high`, `at_2_second` and the same `at_5_…`: share of ruptures
    flagged by the next (second) session at 2 (5) false alarms per 100 quiet sessions with its 95 % interval;
    `precision` at 2; `early`: found at 5 among ruptures of the first four sessions; `auc`; `as_it_stands`: false alarms
    per 100 quiet sessions at the rule's own limit. Written by `bench detect --csv`.
    """
    return _read().copy()
