"""Disclosure control: which counts may be shown without revealing a small group, directly or by subtraction.

A cell is one group of clients, given as the number of clients in each of its parts (such as those with and those
without a rupture). A cell is small if any part has fewer than `threshold` clients; zero is fewer, because “nobody” says
something about everybody. Small cells are suppressed (primary suppression), and as many further ones as it takes until
the suppressed cells combined are not small either (secondary suppression): subtracting what is shown from a total
yields the sum of the suppressed cells and nothing finer. A suppressed part can be narrowed down to an interval at least
`threshold` wide and no further, because every margin around it counts at least that many clients.

Primary and secondary suppression after Hundepool et al. 2012, Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Final, TypeVar

LEAST_THRESHOLD: Final = 5
"""The fewest clients behind a number that is shown: the default, and the lowest a practice can set."""

MOST_THRESHOLD: Final = 11
"""The highest threshold a practice can set."""

Cell = tuple[int, ...]
"""Number of clients in each part of one group."""

K = TypeVar("K", bound=Hashable)


def is_small(cell: Cell, threshold: int = LEAST_THRESHOLD) -> bool:
    """Whether any part of this cell has fewer than `threshold` clients."""
    return any(clients < threshold for clients in cell)


def suppressed(
    cells: Mapping[K, Cell],
    threshold: int = LEAST_THRESHOLD,
    *,
    also: Collection[K] = (),
    overlapping: bool = False,
) -> frozenset[K]:
    """Return which of these cells must not be shown, given that their total is.

    Parameters
    ----------
    cells : disjoint groups that make up the total, each with the same parts.
    also : groups suppressed for another reason, such as in the table this one refines.
    overlapping : the same client can be in several groups (such as months): the clients of suppressed groups are then
        counted as those of the largest, the fewest they can be.
    """
    found = {name for name, cell in cells.items() if is_small(cell, threshold) or name in also}
    visible = sorted((name for name in cells if name not in found), key=lambda name: (sum(cells[name]), str(name)))
    while (
        found
        and visible
        and (len(found) == 1 or is_small(combine([cells[name] for name in found], overlapping=overlapping), threshold))
    ):
        found.add(visible.pop(0))
    return frozenset(found)


def suppressed_throughout(
    tables: Sequence[Mapping[K, Cell]], threshold: int, *, also: Collection[K] = (), overlapping: bool = False
) -> frozenset[K]:
    """Return the groups to suppress in all of several tables, such as one per period, because one of them needs it.

    A group shown in one period and suppressed in another could be worked out from its total over all periods.
    """
    found, before = frozenset(also), None
    while found != before:
        before = found
        for table in tables:
            found |= suppressed(table, threshold, also=found, overlapping=overlapping)
    return found


def blocks(
    length: int, cell_of: Callable[[int, int], Cell], threshold: int = LEAST_THRESHOLD
) -> tuple[tuple[int, int], ...]:
    """Join neighbours in a series until no block is small; a figure of any time range is then a sum of whole blocks.

    `cell_of(first, last)` is the cell of the positions from `first` up to but not including `last`. Returns such pairs;
    none if even the whole series is small.
    """
    ends: list[int] = []
    start = 0
    for end in range(1, length + 1):
        if not is_small(cell_of(start, end), threshold):
            ends.append(end)
            start = end
    if not ends:
        return ()
    ends[-1] = length
    return tuple(zip([0, *ends], ends, strict=False))


def combine(cells: Sequence[Cell], *, overlapping: bool) -> Cell:
    """Several cells as one: their sum, or the fewest clients possible if the same client can be in several."""
    return tuple((max if overlapping else sum)(part) for part in zip(*cells, strict=True))
