"""What a practice measures: shares of therapies, sessions and flags, each with the number of clients in its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.disclosure import Cell

Count = Callable[[Counts], int]


def ended(counts: Counts) -> int:
    """Therapies that ended."""
    return counts.ended_planned + counts.ended_unilateral + counts.ended_transferred + counts.ended_other


def unrepaired(counts: Counts) -> int:
    """Of these, therapies that ended after a rupture that had neither returned nor been resolved."""
    return (
        counts.unrepaired_planned
        + counts.unrepaired_unilateral
        + counts.unrepaired_transferred
        + counts.unrepaired_other
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """One share, `yes` of `of`.

    `clients` counts those in its parts, by which disclosure control decides; `overlapping` says that the same client
    can be in several months, `firsts` then counts each in the first of them only. `units` are treated as independent in
    the interval. A measure with a `parent` breaks down one part of it and is shown only where the parent is. `rest`
    counts clients in no part, whose number could be found by subtraction.
    """

    id: str
    title: str
    about: str
    yes: Count
    of: Count
    clients: Callable[[Counts], Cell]
    units: Count
    overlapping: bool = False
    parent: str = ""
    by_phase: bool = True
    rest: Count | None = None
    firsts: Callable[[Counts], Cell] | None = None


def _parts(yes: Count, of: Count) -> Callable[[Counts], Cell]:
    return lambda counts: (yes(counts), of(counts) - yes(counts))


def _once(id_: str, title: str, about: str, yes: Count, of: Count, *, parent: str = "", **more: object) -> Measure:
    """A measure that counts each therapy once: its parts are the clients themselves."""
    return Measure(id_, title, about, yes, of, _parts(yes, of), of, parent=parent, **more)  # type: ignore[arg-type]


MEASURES: Final = (
    _once(
        "ruptured",
        "Therapies with a possible rupture",
        "Of therapies that began then: those with a flag nobody dismissed, up to now.",
        lambda c: c.begun_ruptured,
        lambda c: c.begun,
        by_phase=False,
    ),
    _once(
        "recovered",
        "Ruptured therapies back in their usual range",
        "Of those with a possible rupture: every one of their ruptures has been followed by usual ratings.",
        lambda c: c.begun_recovered,
        lambda c: c.begun_ruptured,
        parent="ruptured",
        by_phase=False,
    ),
    Measure(
        "returned",
        "Possible ruptures back in the usual range",
        "Of ruptures that began then; with the sessions it took on average.",
        lambda c: c.returned,
        lambda c: c.ruptures,
        lambda c: (c.recovered, c.ruptured - c.recovered),
        lambda c: c.ruptured,
        overlapping=True,
        firsts=lambda c: (c.first_recovered, c.first_open),
    ),
    _once(
        "unrepaired",
        "Endings after an unrepaired rupture",
        "Of therapies that ended then: after a rupture that was neither back in range nor resolved.",
        unrepaired,
        ended,
        rest=lambda c: c.begun - ended(c),
    ),
    _once(
        "left_unrepaired",
        "… of these, the client left without agreement",
        "Unilateral endings after an unrepaired rupture.",
        lambda c: c.unrepaired_unilateral,
        unrepaired,
        parent="unrepaired",
    ),
    _once(
        "left_otherwise",
        "… of all other endings, the client left without agreement",
        "For comparison: unilateral endings without an unrepaired rupture.",
        lambda c: c.ended_unilateral - c.unrepaired_unilateral,
        lambda c: ended(c) - unrepaired(c),
        parent="unrepaired",
    ),
    Measure(
        "rated",
        "Sessions the client rated",
        "Completeness of what clients say. Without it, flags rest on the therapist's view alone.",
        lambda c: c.client_rated,
        lambda c: c.sessions,
        lambda c: (c.heard,),
        lambda c: c.therapies,
        overlapping=True,
    ),
    Measure(
        "flagged",
        "Sessions with a possible rupture",
        "How often the rules speak up, dismissed flags included.",
        lambda c: c.flags,
        lambda c: c.sessions,
        lambda c: (c.flagged, c.therapies - c.flagged),
        lambda c: c.therapies,
        overlapping=True,
        firsts=lambda c: (c.first_flagged, c.first_calm),
    ),
    Measure(
        "confirmed",
        "Answered flags that were confirmed",
        "The alarm's own quality: of flags a therapist answered, those found to be a rupture.",
        lambda c: c.confirmed,
        lambda c: c.confirmed + c.dismissed,
        lambda c: (c.confirming, c.dismissing),
        lambda c: c.confirming + c.dismissing,
        overlapping=True,
        firsts=lambda c: (c.first_confirming, c.first_dismissing),
    ),
)
"""All measures, a parent before those that break it down."""

BY_ID: Final = {measure.id: measure for measure in MEASURES}


def tree_of(measure: Measure) -> tuple[Measure, ...]:
    """All measures with the same root, this one included."""
    root = measure.parent or measure.id
    return tuple(measure for measure in MEASURES if (measure.parent or measure.id) == root)
