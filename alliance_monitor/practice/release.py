"""Everything a practice shows, decided together, so that nothing can be learnt by subtracting one figure from another.

Time is divided into blocks with enough clients, measure by measure; a figure of a range is a sum of whole blocks, and a
run chart shows the blocks. Groups are suppressed as `disclosure` says: over all time, group by group; within a range,
only groups are shown that can be shown in every block, for all measures of the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.disclosure import Cell, blocks, combine, is_small, suppressed, suppressed_throughout
from alliance_monitor.practice.measure import BY_ID, Measure, tree_of
from alliance_monitor.practice.share import Share, share_of

Series = Mapping[date, Counts]
"""Counts by month (its first day)."""

MIXING = ("phase", "instrument")
"""Dimensions in which one client can be in several groups over time."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of months, by the first days of the first and the last."""

    since: date
    until: date

    def __str__(self) -> str:
        if self.since == self.until:
            return f"{self.since:%b %Y}"
        return f"{self.since:%b %Y} – {self.until:%b %Y}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One share of one group (empty: all) over one span; `share` is None if it must not be shown."""

    measure: Measure
    group: str
    span: Span
    share: Share | None


class Release:
    """What a practice shows, by one dimension.

    Parameters
    ----------
    total : counts by month; months without any may be left out.
    groups : counts by group and month, which add up to the total; empty without a dimension.
    dimension : what the groups divide by: "team", "pattern", "phase" or "instrument".
    also : groups suppressed for another reason.
    """

    def __init__(
        self,
        total: Series,
        groups: Mapping[str, Series],
        dimension: str,
        threshold: int,
        also: Iterable[str] = (),
    ) -> None:
        self.months = _every_month(total)
        self._total = [total.get(month, Counts()) for month in self.months]
        self._groups = {
            name: [series.get(month, Counts()) for month in self.months] for name, series in sorted(groups.items())
        }
        self._dimension, self._threshold, self._also = dimension, threshold, frozenset(also)

    def figure(self, measure: Measure, since: date, until: date) -> Figure:
        """The whole practice over the smallest span of whole blocks that covers this range."""
        places = self._around(self._blocks(measure), since, until)
        return self._figure(measure, "", self._total, places)

    def by_group(self, measure: Measure, since: date, until: date) -> tuple[Figure, ...]:
        """The same for every group; the blocks can be longer, since a group must be fit to show in each."""
        if not self._groups or not self._blocks(measure) or (self._dimension == "phase" and not measure.by_phase):
            return ()
        places = self._around(self._common_blocks(measure), since, until)
        whole = places == slice(0, len(self.months))
        away = self._suppressed(measure) if whole else self._suppressed_in_ranges(measure)
        return tuple(
            self._figure(measure, name, counts, places if name not in away else None)
            for name, counts in self._groups.items()
        )

    def course(self, measure: Measure) -> tuple[Figure, ...]:
        """The measure over time, a figure per block."""
        return tuple(self._figure(measure, "", self._total, block) for block in self._blocks(measure))

    def _figure(self, measure: Measure, name: str, counts: Sequence[Counts], places: slice | None) -> Figure:
        if places is None:
            whole = Span(self.months[0], self.months[-1]) if self.months else Span(date.min, date.min)
            return Figure(measure, name, whole, None)
        span = Span(self.months[places.start], self.months[places.stop - 1])
        return Figure(measure, name, span, share_of(measure, _sum(counts[places])))

    def _blocks(self, measure: Measure) -> tuple[slice, ...]:
        """Blocks in which the whole practice's measure can be shown; a parent's blocks are joined, never divided."""
        if measure.parent:
            within = self._blocks(BY_ID[measure.parent])
        else:
            within = tuple(slice(place, place + 1) for place in range(len(self.months)))

        def cell_of(first: int, last: int) -> Cell:
            return self._cell(measure, self._total, _joined(within, first, last))

        return tuple(_joined(within, *found) for found in blocks(len(within), cell_of, self._threshold))

    def _common_blocks(self, measure: Measure) -> tuple[slice, ...]:
        """Blocks in which every measure of the tree can be shown, made of whole blocks of each."""
        tree = [member for member in tree_of(measure) if self._blocks(member)]
        ends = sorted(set.intersection(*({block.stop for block in self._blocks(member)} for member in tree)))
        return tuple(slice(first, last) for first, last in zip([0, *ends], ends, strict=False))

    def _suppressed(self, measure: Measure) -> frozenset[str]:
        """Groups suppressed over all time."""
        also = self._suppressed(BY_ID[measure.parent]) if measure.parent else self._also
        everything = slice(0, len(self.months))
        cells = {name: self._cell(measure, counts, everything, whole=True) for name, counts in self._groups.items()}
        if is_small(self._cell(measure, self._total, everything, whole=True), self._threshold):
            return frozenset(cells)
        return suppressed(cells, self._threshold, also=also, overlapping=self._mixes(measure))

    def _suppressed_in_ranges(self, measure: Measure) -> frozenset[str]:
        """Groups suppressed within ranges: in all measures of the tree and all blocks, as soon as one needs it."""
        tree = [member for member in tree_of(measure) if self._blocks(member)]
        tables = [
            {
                name: sum((self._cell(member, counts, block) for member in tree), ())
                for name, counts in self._groups.items()
            }
            for block in self._common_blocks(measure)
        ]
        also = frozenset[str]().union(*(self._suppressed(member) for member in tree))
        return suppressed_throughout(tables, self._threshold, also=also, overlapping=self._mixes(measure))

    def _mixes(self, measure: Measure) -> bool:
        return measure.overlapping and self._dimension in MIXING

    def _cell(self, measure: Measure, counts: Sequence[Counts], places: slice, *, whole: bool = False) -> Cell:
        cell = combine([measure.clients(month) for month in counts[places]], overlapping=measure.overlapping)
        if measure.firsts is not None:
            # Both are lower bounds of the number of clients.
            once = combine([measure.firsts(month) for month in counts[places]], overlapping=False)
            cell = tuple(map(max, cell, once))
        if whole and measure.rest is not None and self._dimension != "phase":
            cell = (*cell, measure.rest(_sum(counts[places])))
        return cell

    def _around(self, found: Sequence[slice], since: date, until: date) -> slice | None:
        """The blocks that cover this range, as one slice of the months."""
        touched = [
            block for block in found if self.months[block.start] <= until and self.months[block.stop - 1] >= since
        ]
        return slice(touched[0].start, touched[-1].stop) if touched else None


def _joined(within: Sequence[slice], first: int, last: int) -> slice:
    return slice(within[first].start, within[last - 1].stop)


def _sum(counts: Iterable[Counts]) -> Counts:
    return reduce(Counts.plus, counts, Counts())


def _every_month(total: Series) -> tuple[date, ...]:
    """All months from the first to the last, without a gap."""
    if not total:
        return ()
    first, last = min(total), max(total)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(
        date(first.year + (first.month - 1 + place) // 12, (first.month - 1 + place) % 12 + 1, 1)
        for place in range(count)
    )
