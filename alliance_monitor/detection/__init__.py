"""Possible ruptures from session ratings: judged, explained, and never called detected.

`assess` judges every session of every client, `advance` one session at a time with the same result,
`explain` puts a judged session into a sentence. See docs/decisions/0003-detection-score.md.
"""

from __future__ import annotations

from typing import Final

from alliance_monitor.detection.archive import fit_norms
from alliance_monitor.detection.assessment import assess, assess_and_keep
from alliance_monitor.detection.calibration import false_alarm_rate
from alliance_monitor.detection.compared import comparison
from alliance_monitor.detection.decline import declining
from alliance_monitor.detection.errors import Problem, RatingsError
from alliance_monitor.detection.explanation import explain
from alliance_monitor.detection.increment import advance
from alliance_monitor.detection.norms import PUBLISHED_NORMS, ChannelNorm, Norms
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
from alliance_monitor.detection.row import Assessment
from alliance_monitor.detection.settings import DEFAULT_SETTINGS, STATUSES, DetectionSettings
from alliance_monitor.detection.state import State

DETECTOR_ID: Final = "alliance-surprise"
"""Kept with every decision about a flag, so that it stays known which rule raised it."""

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
    "declining",
    "explain",
    "false_alarm_rate",
    "fit_norms",
    "low_alliance",
    "no_variation",
    "part_falling_alone",
    "perspective_gap",
    "unrepaired",
]
