"""An attacker who knows everything that is shown and can solve linear programmes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog


@dataclass
class Attacker:
    """Collects sums over unknown counts; then says between which bounds a sum of them must lie.

    An unknown is a finest group of clients the attacker reasons about; all unknowns are counts, so none is negative.
    """

    known: list[tuple[frozenset[Hashable], int]] = field(default_factory=list)

    def learns(self, unknowns: Iterable[Hashable], value: int) -> None:
        """A shown number: the sum of these unknowns."""
        self.known.append((frozenset(unknowns), value))

    def bounds(self, target: Iterable[Hashable]) -> tuple[float, float]:
        """The smallest and largest value that the sum of these unknowns can have."""
        target = frozenset(target)
        unknowns = sorted({*target, *(one for sums, _ in self.known for one in sums)}, key=str)
        order = {one: place for place, one in enumerate(unknowns)}
        goal = np.zeros(len(order))
        goal[[order[one] for one in target]] = 1
        matrix = np.zeros((len(self.known), len(order)))
        for row, (sums, _) in enumerate(self.known):
            matrix[row, [order[one] for one in sums]] = 1
        values = np.array([value for _, value in self.known], dtype=float)
        low = linprog(goal, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
        high = linprog(-goal, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
        unbounded = high.status == 3
        return float(low.fun), float("inf") if unbounded else float(-high.fun)

    def width(self, target: Iterable[Hashable]) -> float:
        """How far apart these bounds are."""
        low, high = self.bounds(target)
        return high - low
