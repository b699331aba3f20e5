"""Disclosure control: which counts may be shown so that no small group of clients shows, nor can be subtracted.

A cell is one group of clients, given as the numbers of clients behind each of its parts (such as those with and those
without a rupture). A cell is small when any part has fewer than `threshold` clients; none counts as fewer, because
“nobody” says something about everybody. Small cells are hidden (primary suppression), and as many further ones as it
takes until what is hidden adds up to no small cell either (secondary suppression): whoever subtracts what is shown from
a total gets the sum of the hidden cells and nothing finer. Of a hidden part no more can be worked out than an interval
at least `threshold` wide, because every margin around it counts at least that many clients.

Primary and secondary suppression after Hundepool et al. 2012, Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Final, TypeVar

LEAST_THRESHOLD: Final = 5
"""Fewest clients a shown number stands for: the default, and the lowest a practice can set."""

MOST_THRESHOLD: Final = 11
"""The highest threshold a practice can set."""

Cell = tuple[int, ...]
"""Clients behind each part of one group."""

K = TypeVar("K", bound=Hashable)


def is_small(cell: Cell, threshold: int = LEAST_THRESHOLD) -> bool:
    """Whether any part of this cell stands for fewer than `threshold` clients."""
    return any(clients < threshold for clients in cell)


def suppressed(
    cells: Mapping[K, Cell],
    threshold: int = LEAST_THRESHOLD,
    *,
    also: Collection[K] = (),
    overlapping: bool = False,
) -> frozenset[K]:
    """Return which of these cells, whose total is shown, must not be.

    Parameters
    ----------
    cells : disjoint groups that together make up the total, each with the same parts.
    also : groups hidden for another reason, such as in the table this one refines.
    overlapping : the same client can be in several groups (as in several months): clients of hidden groups are then
        counted as those of the largest of them, the fewest they can be.
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
    """Return the groups hidden in every one of several tables, such as one per period, because one needs it.

    A group shown in one period and hidden in another could be worked out from its total over all of them.
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
    """Join neighbours in a series until no block is small; whatever is shown of a time is a sum of whole blocks.

    `cell_of(first, last)` is the cell of the places from `first` up to, not including, `last`. Returns such pairs, none
    when even the whole series is small.
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
    """One cell of several: added up, or the fewest clients they can be when the same client can be in several."""
    return tuple((max if overlapping else sum)(part) for part in zip(*cells, strict=True))
