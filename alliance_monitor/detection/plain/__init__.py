"""Plainer signals beside the score: each one rule, one name, one file.

They add to what a therapist sees and never raise or silence a flag by themselves. Thresholds are defaults,
not validated, unless the rule says otherwise. Gradual decline is in `scoring`, because `assess` applies it.
"""

from __future__ import annotations

from alliance_monitor.detection.plain.client_voice import client_voice_missing
from alliance_monitor.detection.plain.low_alliance import low_alliance
from alliance_monitor.detection.plain.no_variation import no_variation
from alliance_monitor.detection.plain.part_falling import part_falling_alone
from alliance_monitor.detection.plain.perspective_gap import perspective_gap
from alliance_monitor.detection.plain.unrepaired import unrepaired
from alliance_monitor.detection.plain.usual_range import back_in_usual_range, back_in_usual_ranges

__all__ = [
    "back_in_usual_range",
    "back_in_usual_ranges",
    "client_voice_missing",
    "low_alliance",
    "no_variation",
    "part_falling_alone",
    "perspective_gap",
    "unrepaired",
]
