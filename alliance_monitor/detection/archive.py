"""What a practice's own archive can teach without anyone labelling it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from alliance_monitor.detection.channels import CHANNELS, PARTS, RATERS, Values, alliances, client_alliance
from alliance_monitor.detection.norms import PUBLISHED_NORMS, ChannelNorm, Norms
from alliance_monitor.detection.sessions import read_sessions
from alliance_monitor.detection.tidy import Integers

ENOUGH_CLIENTS: Final = 50
"""Clients with `ENOUGH_RATINGS` of a channel before the archive replaces the published default."""

ENOUGH_RATINGS: Final = 3

SMALLEST_VARIANCE: Final = 0.05
"""Ratings in whole points cannot show less. Keeps a practice of constant raters from shouting at half a
point."""

OUTLIER: Final = 2.5
"""Deviations count up to so many standard deviations, so that ruptures do not pass for noise."""


def fit_norms(ratings: pd.DataFrame) -> Norms:
    """Learn the usual level and noise from unlabelled ratings (empirical Bayes by moments).

    Parameters
    ----------
    ratings : tidy ratings as for `assess`.

    Returns
    -------
    Norms; a channel with fewer than `ENOUGH_CLIENTS` clients keeps `PUBLISHED_NORMS`. `clients` is the
    number of clients of the client's alliance, 0 where nothing was learnt at all.

    Raises
    ------
    RatingsError : as in `assess`.
    """
    sessions = read_sessions(ratings)
    client = np.repeat(np.arange(len(sessions.client_ids)), np.diff(sessions.first))
    learnt: dict[str, ChannelNorm] = {}
    counts = []
    for index, rater in enumerate(RATERS):
        row = sessions.row[index]
        here = row >= 0
        columns = {name: sessions.ratings[name][row[here]] for name in (*PARTS, "tension")}
        mean, lowest = alliances(*(columns[part] for part in PARTS))
        alliance = client_alliance(mean, lowest) if rater == "client" else mean
        for channel, values in ((CHANNELS[index], alliance), (CHANNELS[index + 2], columns["tension"])):
            norm, clients = _channel_norm(client[here], values)
            if norm is not None:
                learnt[channel] = norm
                counts.append(clients)
    known = {channel: learnt.get(channel, PUBLISHED_NORMS.of(channel)) for channel in CHANNELS}
    return Norms(**known, clients=max(counts, default=0))


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
