"""One of goals, tasks and bond falls while the others hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Final

FALL: Final = 1.5
"""Points on 1–7 below this part's own mean so far."""

HELD: Final = 0.5
"""The other parts lie at most this far below theirs."""

EARLIER: Final = 2
"""Earlier ratings needed. All three: default, not validated; the idea is Bordin's (1979), for whom the
parts can be strained one by one."""


def part_falling_alone(parts: Mapping[str, Sequence[float | None]]) -> str | None:
    """Name the part that fell alone in the newest session, or None.

    Parameters
    ----------
    parts : one rater's ratings (1–7, None = not rated) per part (`goal`, `task`, `bond`), oldest first, all
        of one length and on one instrument.
    """
    falls = {}
    for part, ratings in parts.items():
        earlier = [rating for rating in ratings[:-1] if rating is not None]
        if not ratings or ratings[-1] is None or len(earlier) < EARLIER:
            return None
        falls[part] = fmean(earlier) - ratings[-1]
    fallen = [part for part, fall in falls.items() if fall >= FALL]
    held = [part for part, fall in falls.items() if fall <= HELD]
    return fallen[0] if len(fallen) == 1 and len(held) == len(falls) - 1 else None
