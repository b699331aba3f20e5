"""From surprise to evidence, and from the score to a probability and a status."""

from __future__ import annotations

from alliance_monitor.detection.channels.arithmetic import Arithmetic, Number
from alliance_monitor.detection.parameters.settings import DetectionSettings


def evidence(
    now: Number, expected: Number, spread: Number, channel: int, settings: DetectionSettings, arithmetic: Arithmetic
) -> Number:
    """Log-odds that a rating adds, by how many spreads it lies below what was expected.

    Parameters
    ----------
    channel : place in `CHANNELS`.
    """
    surprise = (expected - now) / spread
    bounded = arithmetic.lower(arithmetic.higher(surprise, settings.floor), settings.ceiling)
    return settings.weights[channel] * bounded - settings.baseline_offsets[channel]


def probability(score: Number, arithmetic: Arithmetic) -> Number:
    """Probability of a rupture for a score in log-odds; NaN for NaN."""
    return 1.0 / (arithmetic.exp(-score) + 1.0)


def status_code(score: Number, settings: DetectionSettings) -> Number:
    """Place in `STATUSES`; 0 (not enough data) for a score of NaN."""
    return 1 * (score == score) + (score >= settings.possible) + (score >= settings.likely)  # noqa: PLR0124
