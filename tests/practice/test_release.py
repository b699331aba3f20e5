"""What a practice shows, attacked: every figure of every range and group is known, and no small group can be found."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_monitor.practice.counts import Counts
from alliance_monitor.practice.measure import BY_ID, MEASURES
from alliance_monitor.practice.release import Release
from tests.support.extent import extent
from tests.support.linear_programme import Attacker

MONTHS = tuple(date(2026, month, 1) for month in range(1, 7))
GROUPS = "abcd"


@dataclass(frozen=True)
class Therapy:
    """An invented therapy as the practice counts it."""

    group: str
    begun: int
    ended: int | None
    course: str
    """quiet, back (ruptured and back) or open (ruptured and not)."""
    left: bool
    flagged: frozenset[int] = frozenset()

    def counts(self) -> dict[int, Counts]:
        found: dict[int, Counts] = defaultdict(Counts)
        ruptured = self.course != "quiet"
        found[self.begun] = Counts(begun=1, begun_ruptured=int(ruptured), begun_recovered=int(self.course == "back"))
        seen = set()
        for month in range(self.begun, (len(MONTHS) - 1 if self.ended is None else self.ended) + 1):
            flags = int(month in self.flagged)
            first = {"first_flagged" if flags else "first_calm": int(flags not in seen)}
            seen.add(flags)
            found[month] = found[month].plus(Counts(therapies=1, sessions=4, flags=flags, flagged=flags, **first))
        if self.ended is not None:
            kind, lost = "unilateral" if self.left else "planned", int(self.course == "open")
            found[self.ended] = found[self.ended].plus(Counts(**{f"ended_{kind}": 1, f"unrepaired_{kind}": lost}))
        return found


def practice(seed: int, therapies: int, skew: float) -> list[Therapy]:
    rng = random.Random(seed)
    made = []
    for _ in range(therapies):
        begun = rng.randrange(len(MONTHS))
        ended = rng.randrange(begun, len(MONTHS)) if rng.random() < 0.6 else None
        group = GROUPS[min(len(GROUPS) - 1, int(len(GROUPS) * rng.random() ** skew))]
        course = rng.choices(("quiet", "back", "open"), (5, 3, 2))[0]
        flagged = frozenset(month for month in range(len(MONTHS)) if rng.random() < 0.15)
        made.append(Therapy(group, begun, ended, course, rng.random() < (0.6 if course == "open" else 0.2), flagged))
    return made


def added(therapies: Iterable[Therapy]) -> dict[date, Counts]:
    found: dict[date, Counts] = {month: Counts() for month in MONTHS}
    for therapy in therapies:
        for month, counts in therapy.counts().items():
            found[MONTHS[month]] = found[MONTHS[month]].plus(counts)
    return found


def released(therapies: list[Therapy], threshold: int) -> Release:
    groups = {name: added(therapy for therapy in therapies if therapy.group == name) for name in GROUPS}
    return Release(added(therapies), groups, "pattern", threshold)


BEGUN = ("quiet", "back", "open")
ENDED = ("lost-left", "lost-stayed", "else-left", "else-stayed")
PARTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "ruptured": ("begun", ("back", "open"), BEGUN),
    "recovered": ("begun", ("back",), ("back", "open")),
    "unrepaired": ("ended", ("lost-left", "lost-stayed"), ENDED),
    "left_unrepaired": ("ended", ("lost-left",), ("lost-left", "lost-stayed")),
    "left_otherwise": ("ended", ("else-left",), ("else-left", "else-stayed")),
}
"""Which finest groups of therapies `yes` and `of` of a measure add up."""

RANGES = [(MONTHS[first], MONTHS[last]) for first in range(len(MONTHS)) for last in range(first, len(MONTHS))]


def attacked(release: Release) -> Attacker:
    """Somebody who has asked for every figure there is."""
    attacker = Attacker()
    known = set()
    for name, (event, yes, of) in PARTS.items():
        for since, until in RANGES:
            figures = [release.figure(BY_ID[name], since, until), *release.by_group(BY_ID[name], since, until)]
            figures += release.course(BY_ID[name])
            for figure in figures:
                if figure.share is None:
                    continue
                where = [month for month in MONTHS if figure.span.since <= month <= figure.span.until]
                groups = [figure.group] if figure.group else GROUPS
                for leaves, value in ((yes, figure.share.yes), (of, figure.share.of)):
                    unknowns = frozenset((event, *atom) for atom in product(where, groups, leaves))
                    if unknowns not in known:
                        known.add(unknowns)
                        attacker.learns(unknowns, value)
    return attacker


def small_cells(therapies: list[Therapy], threshold: int) -> Iterable[frozenset[tuple[object, ...]]]:
    """Every group of few therapies: by month or over all time, in one group or all, in every part of every measure."""
    counts: dict[tuple[object, ...], int] = defaultdict(int)
    for therapy in therapies:
        counts["begun", MONTHS[therapy.begun], therapy.group, therapy.course] += 1
        if therapy.ended is not None:
            leaf = ("lost" if therapy.course == "open" else "else") + ("-left" if therapy.left else "-stayed")
            counts["ended", MONTHS[therapy.ended], therapy.group, leaf] += 1
    for event, leaves in (("begun", BEGUN), ("ended", ENDED)):
        parts = {frozenset((leaf,)) for leaf in leaves}
        for home, yes, of in PARTS.values():
            if home == event:
                parts |= {frozenset(yes), frozenset(of), frozenset(of) - frozenset(yes)}
        whens = [*((month,) for month in MONTHS), MONTHS, MONTHS[:3], MONTHS[3:]]
        for when, groups, part in product(whens, [*GROUPS, GROUPS], parts):
            atoms = frozenset((event, *atom) for atom in product(when, groups, part))
            if sum(counts[atom] for atom in atoms) < threshold:
                yield atoms


@pytest.mark.parametrize("threshold", [5, 11])
@pytest.mark.parametrize(("therapies", "skew"), [(40, 1.0), (120, 1.0), (120, 2.5), (400, 1.5), (900, 3.0)])
def test_no_small_group_can_be_found_by_subtracting(therapies: int, skew: float, threshold: int) -> None:
    everybody = practice(therapies + threshold, therapies, skew)
    attacker = attacked(released(everybody, threshold))
    found = [atoms for atoms in small_cells(everybody, threshold) if attacker.width(atoms) < threshold - 1]
    assert found == []


def test_a_large_practice_shows_its_groups_and_a_small_one_does_not() -> None:
    def shown(therapies: int) -> int:
        release = released(practice(1, therapies, 1.0), 5)
        figures = [figure for name in PARTS for figure in release.by_group(BY_ID[name], MONTHS[0], MONTHS[-1])]
        return sum(figure.share is not None for figure in figures)

    assert shown(900) == len(PARTS) * len(GROUPS)
    assert 0 < shown(150) < len(PARTS) * len(GROUPS)
    assert shown(15) == 0


@settings(max_examples=extent(40, 10))
@given(st.integers(0, 10_000), st.integers(0, 200), st.integers(5, 11))
def test_every_figure_stands_for_enough_clients(seed: int, therapies: int, threshold: int) -> None:
    everybody = practice(seed, therapies, 1.5)
    release = released(everybody, threshold)
    measure = BY_ID["flagged"]
    shown = [*release.course(measure), *release.by_group(measure, MONTHS[0], MONTHS[-1])]
    for since, until in RANGES:
        shown += [release.figure(measure, since, until), *release.by_group(measure, since, until)]
    for figure in shown:
        if figure.share is None:
            continue
        months = {place for place, month in enumerate(MONTHS) if figure.span.since <= month <= figure.span.until}
        inside = [t for t in everybody if figure.group in ("", t.group)]
        flagged = [t for t in inside if any(t.counts().get(month, Counts()).flagged for month in months)]
        others = [
            t
            for t in inside
            if any(t.counts()[m].therapies > t.counts()[m].flagged for m in months & t.counts().keys())
        ]
        assert min(len(flagged), len(others)) >= threshold


def test_the_hidden_groups_together_are_never_small() -> None:
    for seed in range(30):
        release = released(practice(seed, 120, 2.0), 5)
        for measure in MEASURES[:2]:
            whole = release.figure(measure, MONTHS[0], MONTHS[-1]).share
            figures = release.by_group(measure, MONTHS[0], MONTHS[-1])
            shown = [figure.share for figure in figures if figure.share is not None]
            if whole is None or len(shown) == len(figures):
                continue
            yes = whole.yes - sum(figure.yes for figure in shown)
            no = whole.of - sum(figure.of for figure in shown) - yes
            assert min(yes, no) >= 5
            assert len(figures) - len(shown) >= 2


def test_an_empty_practice_shows_nothing() -> None:
    release = Release({}, {}, "team", 5)
    for measure in MEASURES:
        assert release.figure(measure, MONTHS[0], MONTHS[1]).share is None
        assert release.course(measure) == release.by_group(measure, MONTHS[0], MONTHS[1]) == ()
