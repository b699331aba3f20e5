"""Norms learnt from a practice's own archive, without anyone labelling it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from alliance_monitor.detection.channels import ANSWERS, CHANNELS, RATERS
from alliance_monitor.detection.channels.arithmetic import ARRAYS, Values
from alliance_monitor.detection.parameters.norms import PUBLISHED_NORMS, ChannelNorm, Norms
from alliance_monitor.detection.reading.columns import Integers
from alliance_monitor.detection.reading.sessions import read_sessions

ENOUGH_CLIENTS: Final = 50
"""Clients with `ENOUGH_RATINGS` of a channel before the archive replaces the published default."""

ENOUGH_RATINGS: Final = 3

SMALLEST_VARIANCE: Final = 0.05
"""Ratings in whole points cannot show less. In a practice of constant raters, half a point would otherwise raise flags.
"""

OUTLIER: Final = 2.5
"""Deviations count up to this many standard deviations, so that ruptures do not pass for noise."""


def fit_norms(ratings: pd.DataFrame) -> Norms:
    """Learn the usual level and noise from unlabelled ratings (empirical Bayes by moments).

    Parameters
    ----------
    ratings : tidy ratings as for `assess`.

    Returns
    -------
    Norms; a channel with fewer than `ENOUGH_CLIENTS` clients keeps `PUBLISHED_NORMS`. `clients` is the largest number
    of clients any channel was learnt from, 0 where nothing was learnt at all.

    Raises
    ------
    RatingsError : as in `assess`.
    """
    sessions = read_sessions(ratings)
    client = np.repeat(np.arange(len(sessions.client_ids)), np.diff(sessions.first))
    norms = {channel.name: PUBLISHED_NORMS.of(channel.name) for channel in CHANNELS}
    counts = [0]
    for rater, row in zip(RATERS, sessions.row, strict=True):
        rated = row >= 0
        answers = {column: sessions.answers[column][row[rated]] for column in ANSWERS}
        for channel in CHANNELS:
            if channel.rater == rater:
                norm, clients = _channel_norm(client[rated], channel.value(answers, ARRAYS))
                if norm is not None:
                    norms[channel.name] = norm
                    counts.append(clients)
    return Norms(**norms, clients=max(counts))


def _channel_norm(client: Integers, values: Values) -> tuple[ChannelNorm | None, int]:
    rated = ~np.isnan(values)
    client, values = client[rated], values[rated]
    ratings = np.bincount(client)
    enough = ratings[client] >= ENOUGH_RATINGS if len(client) else rated[:0]
    client, values = client[enough], values[enough]
    _, client, ratings = np.unique(client, return_inverse=True, return_counts=True)
    clients = len(ratings)
    if clients < ENOUGH_CLIENTS:
        return None, clients
    means = np.bincount(client, values) / ratings
    # Deviations from a client's own mean are smaller than the noise by (k − 1)/k for k ratings.
    deviations = (values - means[client]) * np.sqrt(ratings / (ratings - 1))[client]
    variance = float(np.mean(deviations**2))
    for _ in range(10):
        capped = np.minimum(deviations**2, OUTLIER**2 * variance)
        variance = max(float(capped.mean()), SMALLEST_VARIANCE)
    between = max(float(np.var(means)) - variance * float(np.mean(1 / ratings)), SMALLEST_VARIANCE)
    return ChannelNorm(level=float(means.mean()), pull=variance / between, variance=variance), clients
