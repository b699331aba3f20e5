"""One rating further: what was expected before it, and what the next one is compared with."""

from __future__ import annotations

from math import nan

from alliance_monitor.detection.channels import Channel
from alliance_monitor.detection.channels.arithmetic import Arithmetic, Number
from alliance_monitor.detection.parameters.norms import ChannelNorm
from alliance_monitor.detection.parameters.settings import DetectionSettings
from alliance_monitor.detection.scoring.ceiling_variance import ceiling_variance
from alliance_monitor.detection.scoring.decline import WINDOW, has_declined
from alliance_monitor.detection.scoring.state import ChannelState


def step(
    past: ChannelState,
    now: Number,
    channel: Channel,
    norm: ChannelNorm,
    settings: DetectionSettings,
    arithmetic: Arithmetic,
) -> tuple[ChannelState, Number, Number, Number]:
    """Take in one more rating of a channel.

    With n earlier ratings (n and the sums forget by `settings.forgetting` per rating):
    expected = (κμ + Σx) / (κ + n); s² = (νρσ² + Σe² / (1 + 1/(κ + n))) / (ν + number of surprises);
    spread = s · √(1 + 1/(κ + n)). ρ is the `ceiling_variance` where higher is better, else 1. A rating further than
    surprise_cap spreads from what was expected enters both sums as if it were that far away: one bad session neither
    becomes the new usual nor hides the next. One conjugate normal update with forgetting: a local-level filter in
    constant memory.

    Parameters
    ----------
    now : the rating, turned so that low is bad; never NaN.
    norm : priors of the channel, turned in the same way.

    Returns
    -------
    (state after the rating, expected, spread, declined) : expected level and standard deviation of a quiet rating
        around it, NaN for a first rating; whether the level is reliably below the client's own best (see `decline`).
    """
    ratings, n, total, surprises, squares, last, before_last, best = past
    keep, noise = settings.forgetting, settings.noise_ratings
    if not ratings:
        return ChannelState(1, 1.0, now, surprises, squares, now, last, best), nan, nan, False
    worth = norm.pull + n
    widening = 1.0 + 1.0 / worth
    expected = (norm.pull * norm.level + total) / worth
    usual = noise * norm.variance
    if channel.measure.higher_is_better:
        usual = usual * ceiling_variance(expected, norm.level, channel.measure.high, arithmetic)
    spread = arithmetic.sqrt((usual + squares) / (noise + surprises) * widening)
    limit = settings.surprise_cap * spread
    error = arithmetic.higher(arithmetic.lower(expected - now, limit), -limit)
    declined: Number = False
    if channel.measure.higher_is_better and ratings >= WINDOW - 1:
        recent = now + last + before_last
        if ratings >= WINDOW:
            declined = has_declined(recent, best, spread)
        best = arithmetic.higher(best, recent)
    after = ChannelState(
        ratings + 1,
        keep * n + 1.0,
        keep * total + (expected - error),
        keep * surprises + 1.0,
        keep * squares + error * error / widening,
        now,
        last,
        best,
    )
    return after, expected, spread, declined
