"""How sure a share is: Wilson's interval, also when what is counted comes in clusters."""

from __future__ import annotations

from math import sqrt

Z = 1.96
"""Standard normal quantile of a 95 % interval."""


def wilson(yes: float, count: float) -> tuple[float, float]:
    """Return the 95 % interval of a share `yes` of `count` (Wilson 1927); it does not vanish at none or all."""
    square = Z * Z
    middle = (yes + square / 2) / (count + square)
    half = Z / (count + square) * sqrt(max(0.0, yes * (count - yes) / count) + square / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def clustered_wilson(
    yes: int, count: int, clusters: int, yes_yes: int, yes_count: int, count_count: int
) -> tuple[float, float]:
    """Return Wilson's interval of a share whose units come in clusters, such as the sessions of one client.

    The variance of the share is that of a ratio over clusters (Cochran 1977, section 9.2), from the sums over clusters
    of yes², yes × count and count². The interval is Wilson's for as many independent units as have that variance,
    at most `count` (Korn & Graubard 1998).

    Raises
    ------
    ValueError : no units.
    """
    if count < 1:
        raise ValueError("a share needs at least one unit")
    share = yes / count
    binomial = share * (1 - share)
    effective = float(count)
    if clusters > 1 and binomial > 0:
        squares = yes_yes - 2 * share * yes_count + share * share * count_count
        variance = clusters / (clusters - 1) * squares / count**2
        effective = min(effective, binomial / variance) if variance > 0 else effective
    return wilson(share * effective, effective)
