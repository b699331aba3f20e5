"""Figures that were measured: from surprise to log-odds, the limits, and how often a flag is false.

All come from `python -m benchmarks.detection_calibration`: logistic regression of “this session lies in a
rupture” on 144 simulated practices of 300 clients — six worlds, every practice with its own noise, depth,
missing ratings and habits, and with whole raters, tensions or single answers left out — checked on others.
Simulated, not clinical: they say how the score behaves where the truth is known, not what a practice has.
"""

from __future__ import annotations

from typing import Final

STEPS: Final = (1.42, 0.42, 0.64, 0.42)
"""Log-odds per spread below what was expected, per channel in the order of `CHANNELS`: client's alliance,
therapist's alliance, client's tension, therapist's tension, in the proportion 1 : .3 : .45 : .3."""

CALM: Final = (0.78, 0.13, 0.30, 0.15)
"""Log-odds that a rating exactly as expected takes away, per channel. Fitted with channels missing, so
that a rating that is not there neither speaks for a rupture nor against one."""

PRIOR: Final = -2.06
"""Log-odds of a rupture before anything is known: 11 of 100 simulated sessions lie in one."""

POSSIBLE: Final = -1.09
LIKELY: Final = -0.37
"""Scores that 5 and 2 of 100 quiet sessions of the fitted cohorts reach (probability .25 and .41)."""

FALSE_ALARMS: Final = {"possible": 0.053, "likely": 0.022}
"""Share of quiet sessions that are flagged at least so, on 72 practices that neither the calibration nor the
limits were fitted on. By world: .013 (regime switches) to .027 (slow decline) for likely, .034 to .067 for
possible; where all ratings are missing of one rater, .0006 (client) and .027 (therapist) for likely."""


def false_alarm_rate(status: str) -> float:
    """Return how many of 100 quiet sessions, as a share, get this status or a stronger one.

    A client without any rupture who stays 17 sessions thus meets on average 0.37 false “likely” and 0.90
    false flags of either kind in the whole therapy.

    Raises
    ------
    ValueError : a status that is no flag.
    """
    try:
        return FALSE_ALARMS[status]
    except KeyError:
        raise ValueError(f"{status!r} is not a flag; flags are possible and likely") from None
