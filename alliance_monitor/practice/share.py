"""One share of a practice with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.interval import wilson
from alliance_monitor.practice.measure import Measure


@dataclass(frozen=True, slots=True)
class Share:
    """`yes` of `of`, with the ends of the 95 % interval as shares; `sessions` is how many a return took on average."""

    yes: int
    of: int
    low: float
    high: float
    sessions: float | None = None

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.yes / self.of

    def __str__(self) -> str:
        took = "" if self.sessions is None else f", after {self.sessions:.1f} sessions on average"
        return f"{self.value:.0%} ({self.low:.0%}–{self.high:.0%}), {self.yes} of {self.of}{took}"


def share_of(measure: Measure, counts: Counts) -> Share | None:
    """Return the share in these counts, None without any.

    The interval is Wilson's (1927). Sessions and flags of one client in one month are not independent: they count as
    one unit, so that the interval errs on the wide side.
    """
    yes, of = measure.yes(counts), measure.of(counts)
    if of < 1:
        return None
    units = min(of, max(1, measure.units(counts)))
    low, high = wilson(yes / of * units, units)
    took = counts.sessions_to_return / yes if measure.id == "returned" and yes else None
    return Share(yes, of, low, high, took)
