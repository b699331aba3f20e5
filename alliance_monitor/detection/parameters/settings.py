"""What can be set about the detector, and its four answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from alliance_monitor.detection.channels import CHANNELS
from alliance_monitor.detection.parameters import calibration

STATUSES: Final = ("not_enough_data", "on_track", "possible", "likely")
"""From least to most suspicious; the screen says “possible rupture” and “likely rupture”, never more."""


@dataclass(frozen=True, slots=True)
class DetectionSettings:
    """How earlier ratings become an expectation, and surprise becomes evidence.

    Parameters
    ----------
    weights : log-odds per spread of surprise, per channel in the order of `CHANNELS`.
    baseline_offsets : log-odds that a rating exactly as expected takes away, per channel.
    prior : log-odds of a rupture before anything was rated.
    ceiling : surprise counts up to this many spreads, so that no single rating decides alone.
    floor : a rating better than expected counts as reassuring up to this many spreads (zero or below).
    forgetting : weight of a rating after each later one of the same channel.
    noise_ratings : how many past surprises the usual variance is worth.
    surprise_cap : a rating further from what was expected than this many spreads counts, for later sessions,
        as if it were that far away.
    possible, likely : score from which a session gets this status.
    """

    weights: tuple[float, ...] = tuple(calibration.WEIGHTS[channel.name] for channel in CHANNELS)
    baseline_offsets: tuple[float, ...] = tuple(calibration.BASELINE_OFFSETS[channel.name] for channel in CHANNELS)
    prior: float = calibration.PRIOR
    ceiling: float = 3.5
    floor: float = -0.5
    forgetting: float = 0.88
    noise_ratings: float = 12.0
    surprise_cap: float = 2.0
    possible: float = calibration.POSSIBLE
    likely: float = calibration.LIKELY

    def __post_init__(self) -> None:
        if not (len(self.weights) == len(self.baseline_offsets) == len(CHANNELS) and min(self.weights) >= 0):
            raise ValueError("weights and baseline_offsets need one value per channel, weights none below zero")
        if not (0 < self.forgetting <= 1 and self.floor <= 0 < self.ceiling and self.noise_ratings > 0):
            raise ValueError("forgetting lies in (0, 1], floor not above zero; ceiling and noise_ratings above zero")
        if self.possible > self.likely:
            raise ValueError("the limit for possible cannot be above the limit for likely")


DEFAULT_SETTINGS: Final = DetectionSettings()
"""Settings used unless a caller passes others."""
