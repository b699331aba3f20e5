"""What noise alone looks like: dips and returns in treatments without any rupture."""

from __future__ import annotations

from typing import Final

import numpy as np

from alliance_monitor.simulation.worlds import World

SESSIONS: Final = 8


def chance_dips(world: World, standard_deviations: float, treatments: int = 4_000, seed: int = 11) -> float:
    """Return the share of treatments of eight quiet sessions with at least one V-shaped dip.

    A dip is a session whose rating lies at least so many of the client's own SDs (of these eight ratings) below
    the one before, and that a later session exceeds by as much again. Published rates of V-shaped ruptures
    (Stiles et al. 2004 and after) rest on rules of this kind.

    Parameters
    ----------
    world : its noise, grain and scale are used; ruptures, drift and missing ratings are left out.
    standard_deviations : depth of the dip, above zero.
    """
    rng = np.random.default_rng(seed)
    noise = np.empty((treatments, SESSIONS))
    renewed = np.sqrt(1.0 - world.lag**2)
    for t in range(SESSIONS):
        fresh = rng.standard_t(3, treatments) / np.sqrt(3.0) if world.heavy_tails else rng.standard_normal(treatments)
        noise[:, t] = world.lag * noise[:, t - 1] + renewed * fresh if t else fresh
    felt = world.level + world.between * rng.standard_normal((treatments, 1)) + world.quiet * noise
    parts = felt[..., None] + 0.7 * world.quiet * rng.standard_normal((treatments, SESSIONS, 3))
    ratings = np.clip(np.round(parts / world.grain) * world.grain, 1.0, 7.0).mean(axis=2)
    spread = standard_deviations * ratings.std(axis=1, ddof=1)
    dipped = np.zeros(treatments, dtype=bool)
    for t in range(1, SESSIONS - 1):
        fallen = ratings[:, t - 1] - ratings[:, t] >= spread
        returned = ratings[:, t + 1 :].max(axis=1) - ratings[:, t] >= spread
        dipped |= fallen & returned & (spread > 0)
    return float(dipped.mean())
