"""How well answers agree with the key, beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

from alliance_monitor.coding.vignette import Attempt, vignettes
from alliance_monitor.practice import wilson

BLOCK = 9
"""Consecutive answers that form one point of the curve. Default, not validated."""


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

    NaN without pairs, or if both used one and the same category throughout, where chance alone agrees fully.
    """
    if not pairs:
        return nan
    count = len(pairs)
    observed = sum(answer == truth for answer, truth in pairs) / count
    ours, theirs = Counter(answer for answer, _ in pairs), Counter(truth for _, truth in pairs)
    chance = sum(ours[name] * theirs[name] for name in ours) / count**2
    return nan if chance == 1 else (observed - chance) / (1 - chance)


def agreement(attempts: Sequence[Attempt]) -> tuple[Agreement, ...]:
    """Agreement with the key in blocks of `BLOCK` answers, oldest first; an unfinished one only if there is no other.

    The interval is Wilson's (1927) for the observed agreement, carried over to κ with the chance agreement held fixed;
    unlike Cohen's large-sample one it does not vanish when all or none of a few answers agree.
    """
    key = {vignette.id: vignette.answer for vignette in vignettes()}
    pairs = [(attempt.answer, str(key[attempt.vignette])) for attempt in attempts if attempt.vignette in key]
    blocks = [pairs[start : start + BLOCK] for start in range(0, len(pairs), BLOCK)]
    whole = [block for block in blocks if len(block) == BLOCK] or blocks
    return tuple(_of(block) for block in whole)


def _of(block: Sequence[tuple[str, str]]) -> Agreement:
    count, value = len(block), kappa(block)
    right = sum(answer == truth for answer, truth in block)
    if isnan(value):
        return Agreement(count, right, nan, nan, nan)
    ours, key = Counter(answer for answer, _ in block), Counter(truth for _, truth in block)
    chance = sum(ours[name] * key[name] for name in ours) / count**2
    low, high = ((bound - chance) / (1 - chance) for bound in wilson(right, count))
    return Agreement(count, right, value, max(-1.0, low), min(1.0, high))
