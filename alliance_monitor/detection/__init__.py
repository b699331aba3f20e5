"""Possible ruptures from session ratings: judged, explained, and never called detected.

`assess` judges every session of every client, `advance` one session at a time with the same result,
`explain` puts a judged session into a sentence. See docs/decisions/0003-detection-score.md.
"""

from __future__ import annotations

from typing import Final

from alliance_monitor.detection.judging.assessment import Assessment
from alliance_monitor.detection.judging.batch import assess, assess_and_keep
from alliance_monitor.detection.judging.explanation import explain
from alliance_monitor.detection.judging.increment import advance
from alliance_monitor.detection.parameters.norm_fitting import fit_norms
from alliance_monitor.detection.parameters.norms import PUBLISHED_NORMS, ChannelNorm, Norms
from alliance_monitor.detection.parameters.settings import DEFAULT_SETTINGS, STATUSES, DetectionSettings
from alliance_monitor.detection.plain import (
    back_in_usual_range,
    back_in_usual_ranges,
    client_voice_missing,
    low_alliance,
    no_variation,
    part_falling_alone,
    perspective_gap,
    unrepaired,
)
from alliance_monitor.detection.published.comparison import comparison
from alliance_monitor.detection.reading.errors import Problem, RatingsError
from alliance_monitor.detection.scoring.state import State

DETECTOR_ID: Final = "alliance-surprise"
"""Stored with every decision about a flag, so that it stays known which rule raised it."""

DETECTOR_VERSION: Final = "2"
"""Raised whenever the same ratings could lead to another status."""

__all__ = [
    "DEFAULT_SETTINGS",
    "DETECTOR_ID",
    "DETECTOR_VERSION",
    "PUBLISHED_NORMS",
    "STATUSES",
    "Assessment",
    "ChannelNorm",
    "DetectionSettings",
    "Norms",
    "Problem",
    "RatingsError",
    "State",
    "advance",
    "assess",
    "assess_and_keep",
    "back_in_usual_range",
    "back_in_usual_ranges",
    "client_voice_missing",
    "comparison",
    "explain",
    "fit_norms",
    "low_alliance",
    "no_variation",
    "part_falling_alone",
    "perspective_gap",
    "unrepaired",
]
