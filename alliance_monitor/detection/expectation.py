"""What was usual for a client before each rating: one channel at a time, many clients at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliance_monitor.detection.channels import Values
from alliance_monitor.detection.decline import RELIABLE_FALL, WINDOW
from alliance_monitor.detection.room import room_left
from alliance_monitor.detection.settings import DetectionSettings

Integers = NDArray[np.integer[Any]]


class Ranks(NamedTuple):
    """The order in which ratings are followed: all first ones, then all second …

    Attributes
    ----------
    place : (ratings,) where each rating of a series goes.
    bounds : (ranks + 1,) where each rank begins.
    longest_first : (comparisons,) comparisons from the longest to the shortest, as they stand within a rank.
    """

    place: Integers
    bounds: Integers
    longest_first: Integers


class Series(NamedTuple):
    """Ratings of one channel, one comparison after the other.

    A comparison is an unbroken run of one client's ratings on one instrument, missing ones left out.

    Attributes
    ----------
    values : (ratings,) oriented values, comparison by comparison, oldest first.
    position : (ratings,) where each rating stands in the caller's arrays.
    start : (comparisons,) where each comparison begins in `values`.
    ranks : the order in which they are followed.
    """

    values: Values
    position: Integers
    start: Integers
    ranks: Ranks


class Finals(NamedTuple):
    """Where every comparison stands after its last rating: the fields of `ChannelState`, each (comparisons,)."""

    ratings: Integers
    n: Values
    total: Values
    surprises: Values
    squares: Values
    last: Values
    before_last: Values
    best: Values


@dataclass(frozen=True, slots=True)
class Expectation:
    """Per rating that could be compared, in an order of its own: all second ratings, then all third …

    Attributes
    ----------
    position : where each rating stands in the caller's arrays.
    expected : level expected before the rating was seen.
    spread : standard deviation of a quiet rating around it.
    surprise : (expected − rating) / spread; positive = lower than expected.
    fallen : level reliably below the client's own best (see `decline`).
    finals : what the next rating of each comparison is added to, in the order of `Series.start`.
    """

    position: Integers
    expected: Values
    spread: Values
    surprise: Values
    fallen: NDArray[np.bool_]
    finals: Finals


def expect(
    series: Series, norm: tuple[float, float, float], settings: DetectionSettings, *, alliance: bool
) -> Expectation:
    """Follow every comparison from its first rating to its last.

    With n earlier ratings (n and the sums forget by `settings.forgetting` per rating):
    expected = (κμ + Σx) / (κ + n); s² = (νρσ² + Σe² / (1 + 1/(κ + n))) / (ν + number of surprises);
    spread = s · √(1 + 1/(κ + n)). For alliances ρ is the room left above the expected level (`room`), else 1. A rating
    further than surprise_cap spreads from what was expected enters both sums as if it lay that far: one bad session
    neither becomes the new usual nor hides the next. One conjugate normal update with forgetting: a local-level
    filter in constant memory.

    Parameters
    ----------
    norm : (level, pull κ, variance σ²) of the channel, level turned so that low is bad.
    alliance : whether this is an alliance on 1–7: its spread shrinks near the top, and gradual decline is looked for.
    """
    (level, pull, variance), total = norm, len(series.values)
    place, bounds, longest_first = series.ranks
    values, position = np.empty(total), np.empty(total, dtype=np.intp)
    values[place], position[place] = series.values, series.position
    expected, spread, fallen = np.empty(total), np.empty(total), np.zeros(total, dtype=bool)
    # Comparisons stand longest first, so those that reach rank k are always the leading ones.
    sums, squares = np.zeros(len(series.start)), np.zeros(len(series.start))
    best = np.zeros(len(series.start) if alliance else 0)  # below any sum of ratings on 1–7
    n, n_squares, keep, noise = 0.0, 0.0, settings.forgetting, settings.noise_ratings
    finals = Finals(np.diff(series.start, append=total), *(np.zeros(len(series.start)) for _ in Finals._fields[1:]))
    reaching = [*np.diff(bounds).tolist(), 0]
    for rank, (begin, end) in enumerate(pairwise(bounds.tolist())):
        alive = end - begin
        now = values[begin:end]
        sums, squares = sums[:alive], squares[:alive]
        if rank:
            mean = expected[begin:end]
            np.divide(pull * level + sums, pull + n, out=mean)
            widening = 1.0 + 1.0 / (pull + n)
            wide = spread[begin:end]
            usual = room_left(mean, level, out=wide) if alliance else 1.0
            np.add(np.multiply(usual, noise * variance, out=wide), squares, out=wide)
            np.sqrt(wide / (noise + n_squares) * widening, out=wide)
            error = mean - now
            limit = settings.surprise_cap * wide
            np.minimum(error, limit, out=error)
            np.maximum(error, np.negative(limit, out=limit), out=error)
            sums = keep * sums
            sums += mean - error
            error *= error
            error /= widening
            squares = keep * squares
            squares += error
            n_squares = keep * n_squares + 1.0
            if alliance and rank >= WINDOW - 1:
                recent = now + values[bounds[rank - 1] : bounds[rank - 1] + alive]
                recent += values[bounds[rank - 2] : bounds[rank - 2] + alive]
                best = best[:alive]
                if rank >= WINDOW:
                    fallen[begin:end] = best - recent >= RELIABLE_FALL * wide
                best = np.maximum(best, recent)
        else:
            sums = sums + now
        n = keep * n + 1.0
        # Those that have no further rating stand at the end of the leading ones.
        over = slice(reaching[rank + 1], alive)
        before = values[int(bounds[rank - 1]) :] if rank else np.zeros(alive)
        highest = best if len(best) else np.zeros(alive)
        _write(finals, longest_first, over, (n, sums, n_squares, squares, now, before, highest))
    known = slice(int(bounds[1]) if total else 0, None)  # first ratings have nothing to be compared with
    surprise = expected[known] - values[known]
    surprise /= spread[known]
    return Expectation(position[known], expected[known], spread[known], surprise, fallen[known], finals)


def _write(finals: Finals, comparisons: Integers, over: slice, reached: tuple[Any, ...]) -> None:
    for field, value in zip(finals[1:], reached, strict=True):
        field[comparisons[over]] = value if isinstance(value, float) else value[over]


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
