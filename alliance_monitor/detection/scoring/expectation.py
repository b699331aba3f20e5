"""What was usual for a client before each rating: one channel at a time, many clients at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliance_monitor.detection.channels import Channel
from alliance_monitor.detection.channels.arithmetic import ARRAYS, Values
from alliance_monitor.detection.parameters.norms import ChannelNorm
from alliance_monitor.detection.parameters.settings import DetectionSettings
from alliance_monitor.detection.reading.columns import Integers
from alliance_monitor.detection.scoring.state import ChannelState
from alliance_monitor.detection.scoring.step import step


class Ranks(NamedTuple):
    """The order in which ratings are taken: all first ones, then all second …

    Attributes
    ----------
    place : (ratings,) where each rating of a series goes.
    bounds : (ranks + 1,) where each rank begins.
    longest_first : (comparisons,) comparisons from the longest to the shortest, their order within every rank.
    """

    place: Integers
    bounds: Integers
    longest_first: Integers


class Series(NamedTuple):
    """Ratings of one channel, one comparison after the other.

    A comparison is an unbroken run of one client's ratings on one instrument, missing ones left out.

    Attributes
    ----------
    values : (ratings,) turned so that low is bad, comparison by comparison, oldest first.
    position : (ratings,) position of each rating in the caller's arrays.
    start : (comparisons,) where each comparison begins in `values`.
    ranks : the order in which they are taken.
    """

    values: Values
    position: Integers
    start: Integers
    ranks: Ranks


@dataclass(frozen=True, slots=True)
class Expectation:
    """Per rating that could be compared, in an order of its own: all second ratings, then all third …

    Attributes
    ----------
    position : position of each rating in the caller's arrays.
    values : the ratings, turned so that low is bad.
    expected : level expected before the rating was seen.
    spread : standard deviation of a quiet rating around it.
    declined : level reliably below the client's own best (see `decline`).
    finals : (comparisons, fields of `ChannelState`) state after the last rating, in the order of `Series.start`; None
        where nobody asked for it.
    """

    position: Integers
    values: Values
    expected: Values
    spread: Values
    declined: NDArray[np.bool_]
    finals: Values | None


def expect(
    series: Series, channel: Channel, norm: ChannelNorm, settings: DetectionSettings, *, states: bool
) -> Expectation:
    """Take in every comparison from its first rating to its last, all comparisons side by side.

    Parameters
    ----------
    norm : priors of the channel, level turned so that low is bad.
    states : whether `finals` are wanted.
    """
    total = len(series.values)
    place, bounds, longest_first = series.ranks
    values, position = np.empty(total), np.empty(total, dtype=np.intp)
    values[place], position[place] = series.values, series.position
    expected, spread, declined = np.empty(total), np.empty(total), np.empty(total, dtype=bool)
    finals = np.empty((len(series.start), len(ChannelState._fields))) if states else None
    nothing = np.zeros(len(series.start))
    past = ChannelState(0, 0.0, nothing, 0.0, nothing, nothing, nothing, nothing)
    # Comparisons are sorted longest first, so those that reach a rank are always the leading ones.
    reaching = [*np.diff(bounds).tolist(), 0]
    for rank, (begin, end) in enumerate(pairwise(bounds.tolist())):
        here = slice(begin, end)
        past = past.leading(end - begin)
        past, expected[here], spread[here], declined[here] = step(past, values[here], channel, norm, settings, ARRAYS)
        if finals is not None:
            ending = slice(reaching[rank + 1], end - begin)
            for field, now in enumerate(past):
                finals[longest_first[ending], field] = now[ending] if isinstance(now, np.ndarray) else now
    known = slice(int(bounds[1]) if total else 0, None)  # first ratings have nothing to be compared with
    return Expectation(position[known], values[known], expected[known], spread[known], declined[known], finals)


def by_rank(start: Integers, total: int) -> Ranks:
    """Order `total` ratings of comparisons that begin at `start`."""
    lengths = np.diff(start, append=total)
    longest_first = np.argsort(-lengths, kind="stable")
    place = np.empty_like(longest_first)
    place[longest_first] = np.arange(len(start))
    reaching = np.bincount(lengths)[::-1].cumsum()[::-1][1:]  # comparisons with more than k ratings
    bounds = np.concatenate(([0], reaching.cumsum()))
    rank = np.arange(total) - np.repeat(start, lengths)
    return Ranks(bounds[rank] + np.repeat(place, lengths), bounds, longest_first)
