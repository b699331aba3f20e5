"""How well answers agree with the key, beyond what chance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt

from alliance_monitor.coding.vignette import Attempt, vignettes

BLOCK = 9
"""Answers in a row that are taken together to show a course. Default, not validated."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over one block of answers; `low` and `high` end its 95 % interval (NaN where κ is not defined)."""

    answers: int
    right: int
    kappa: float
    low: float
    high: float


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's κ of two codings of the same moments: (observed − chance) / (1 − chance); Cohen 1960.

    NaN without pairs, or where both used one and the same category throughout, so that chance alone agrees fully.
    """
    if not pairs:
        return nan
    count = len(pairs)
    observed = sum(one == other for one, other in pairs) / count
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ours[name] * theirs[name] for name in ours) / count**2
    return nan if chance == 1 else (observed - chance) / (1 - chance)


def agreement(attempts: Sequence[Attempt]) -> tuple[Agreement, ...]:
    """Agreement with the key in blocks of `BLOCK` answers, oldest first; an unfinished block counts when alone.

    The interval is Cohen's large-sample one, κ ± 1.96 √(p (1 − p) / (n (1 − pₑ)²)); with nine answers it is wide.
    """
    key = {one.id: one.answer for one in vignettes()}
    pairs = [(attempt.answer, str(key[attempt.vignette])) for attempt in attempts if attempt.vignette in key]
    blocks = [pairs[start : start + BLOCK] for start in range(0, len(pairs), BLOCK)]
    whole = [block for block in blocks if len(block) == BLOCK] or blocks
    return tuple(_of(block) for block in whole)


def _of(block: Sequence[tuple[str, str]]) -> Agreement:
    count, value = len(block), kappa(block)
    right = sum(one == other for one, other in block)
    observed = right / count
    if value != value or value == 1:  # noqa: PLR0124 - NaN
        return Agreement(count, right, value, value, value)
    # From κ = (p − e) / (1 − e): 1 − e = (1 − p) / (1 − κ).
    beyond = (1 - observed) / (1 - value)
    error = 1.96 * sqrt(observed * (1 - observed) / (count * beyond**2))
    return Agreement(count, right, value, max(-1.0, value - error), min(1.0, value + error))
