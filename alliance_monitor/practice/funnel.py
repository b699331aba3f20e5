"""One therapist beside the practice: a funnel instead of a ranking (Spiegelhalter 2005)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.disclosure import is_small
from alliance_monitor.practice.measure import Measure
from alliance_monitor.practice.share import Share, share_of

LIMITS = (1.96, 3.09)
"""Standard errors of the inner (95 %) and outer (99.8 %) limits."""

FEWEST_OTHERS = 2
"""Fewest other therapists behind the reference: a single one would be exposed by it."""

FUNNEL_SOURCE = "Spiegelhalter 2005, Statistics in Medicine 24: 1185–1202"


@dataclass(frozen=True, slots=True)
class Point:
    """One therapist: the share, how many independent units it rests on, and its status in the funnel."""

    name: str
    share: Share
    units: int
    where: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """Points around `centre`, the practice's share; None if it would expose one colleague or a small group."""

    centre: float | None
    points: tuple[Point, ...]


def funnel(measure: Measure, own: Mapping[str, Counts], practice: Counts, others: int, threshold: int) -> Funnel:
    """Place these therapists in the practice's funnel.

    Parameters
    ----------
    own : counts by name, of the therapists the viewer may see.
    practice : counts of everybody, these therapists included.
    others : how many other therapists are behind the practice's counts.
    """
    rest = practice
    for counts in own.values():
        rest = rest.minus(counts)
    whole = share_of(measure, practice)
    shown = others >= FEWEST_OTHERS and not is_small(measure.clients(rest), threshold) and whole is not None
    centre = whole.value if shown and whole else None
    points = []
    for name, counts in own.items():
        share = share_of(measure, counts)
        if share is not None:
            units = min(share.of, max(1, measure.units(counts)))
            points.append(Point(name, share, units, _where(share.value, centre, units)))
    return Funnel(centre, tuple(points))


def limits(centre: float, units: float, errors: float) -> tuple[float, float]:
    """The limits around the centre for a share that rests on this many units."""
    half = errors * sqrt(centre * (1 - centre) / units)
    return max(0.0, centre - half), min(1.0, centre + half)


def _where(value: float, centre: float | None, units: int) -> str:
    if centre is None:
        return "without comparison"
    for errors, words in ((LIMITS[1], "outside what chance explains"), (LIMITS[0], "at the edge of chance")):
        low, high = limits(centre, units, errors)
        if not low <= value <= high:
            return words
    return "within what chance explains"
