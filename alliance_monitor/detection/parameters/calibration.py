"""Figures that were measured: from surprise to log-odds, the limits, and how often a flag is false.

All come from `python -m benchmarks.detection_calibration`: logistic regression of “this session lies in a
rupture” on 144 simulated practices of 300 clients – six worlds, every practice with its own noise, depth,
missing ratings and habits, and with whole raters, tensions or single answers left out – checked on others.
Simulated, not clinical: they say how the score behaves where the truth is known, not what a practice has.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final = {
    "client_alliance": 1.42,
    "therapist_alliance": 0.42,
    "client_tension": 0.64,
    "therapist_tension": 0.42,
}
"""Log-odds per spread below what was expected, per channel, in the proportion 1 : .3 : .45 : .3."""

BASELINE_OFFSETS: Final = {
    "client_alliance": 0.78,
    "therapist_alliance": 0.13,
    "client_tension": 0.30,
    "therapist_tension": 0.15,
}
"""Log-odds that a rating exactly as expected takes away, per channel. Fitted with channels missing, so that a missing
rating speaks neither for a rupture nor against one."""

PRIOR: Final = -2.06
"""Log-odds of a rupture before anything is known: 11 of 100 simulated sessions lie in one."""

POSSIBLE: Final = -1.09
LIKELY: Final = -0.37
"""Scores that 5 and 2 of 100 quiet sessions of the fitted cohorts reach (probability .25 and .41)."""

FALSE_ALARMS: Final = {"possible": 0.053, "likely": 0.022}
"""Share of quiet sessions that get this status or a stronger one, on 72 practices that neither the calibration nor the
limits were fitted on. By world: .013 (regime switches) to .027 (slow decline) for likely, .034 to .067 for possible;
where all ratings of one rater are missing, .0006 (client) and .027 (therapist) for likely. A client without any rupture
who stays 17 sessions thus meets on average 0.37 false “likely” flags and 0.90 false flags of either kind."""
