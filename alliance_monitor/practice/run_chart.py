"""Whether a measure changed over time or only fluctuated: the two rules for run charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, log2
from statistics import median

FEWEST_POINTS = 10
"""Fewest points off the median for the rules to be informative (Anhøj & Olesen 2014)."""

UNUSUAL = 0.05
"""Probability of so few crossings that still counts as fluctuation."""

RUN_CHART_SOURCE = "Anhøj & Olesen 2014, PLoS ONE 9(11): e113825"


@dataclass(frozen=True, slots=True)
class RunChart:
    """The median line and what the rules say: `longest` run and `crossings`, compared with what chance allows."""

    median: float
    useful: int
    longest: int
    longest_by_chance: int
    crossings: int
    fewest_by_chance: int

    @property
    def shifted(self) -> bool:
        """Whether the series does more than fluctuate."""
        if self.useful < FEWEST_POINTS:
            return False
        return self.longest > self.longest_by_chance or self.crossings < self.fewest_by_chance

    def __str__(self) -> str:
        if self.useful < FEWEST_POINTS:
            return f"{self.useful} points off the median – too few to tell a change from wavering."
        if self.shifted:
            return "More than wavering: a run is too long, or the median is crossed too seldom, for chance alone."
        return "Nothing but wavering around the median."


def run_chart(values: Sequence[float]) -> RunChart:
    """Judge a series: longest run on one side of its median, and how often the median is crossed.

    Points on the median do not count. A run is too long beyond round(log2 n) + 3; crossings are too few below the 5th
    percentile of a fair coin tossed n − 1 times (Anhøj & Olesen 2014).
    """
    middle = median(values) if values else 0.0
    sides = [value > middle for value in values if value != middle]
    count = len(sides)
    longest = run = crossings = 0
    for place, side in enumerate(sides):
        same = place > 0 and side == sides[place - 1]
        crossings += place > 0 and not same
        run = run + 1 if same else 1
        longest = max(longest, run)
    allowed = round(log2(count)) + 3 if count else 0
    return RunChart(middle, count, longest, allowed, crossings, _fewest(count - 1))


def _fewest(tosses: int) -> int:
    """The smallest number of heads whose cumulative probability reaches `UNUSUAL`."""
    if tosses < 1:
        return 0
    total = 0.0
    for heads in range(tosses + 1):
        total += comb(tosses, heads) / 2**tosses
        if total >= UNUSUAL:
            return heads
    return tosses
