"""How therapies may go, as settings: six worlds, and practices that differ within each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from alliance_monitor.errors import AllianceError

Drift = Literal["growth", "decline", "dip"]


class UnknownWorldError(AllianceError):
    """No simulated world of this name."""


@dataclass(frozen=True, slots=True)
class World:
    """Settings of one world. Alliance on 1–7, tension on 1–5; SDs are of the alliance.

    Parameters
    ----------
    level, between : mean and SD of the clients' own usual alliance.
    within : SD of all of one client's ratings around their mean, as studies report it: quiet variation, ruptures
        and rounding together. The depth of ruptures is counted in it.
    quiet, lag : SD of what is felt in quiet sessions, before parts and rounding add theirs, and its correlation
        from one session to the next.
    uneven : SD of log `quiet` between clients: some people rate more evenly than others.
    heavy_tails : quiet noise is Student t with 3 degrees of freedom (same SD) instead of normal.
    drift : growth = small steady rise; decline = a third of the clients fall slowly; dip = lower in
        the middle of therapy, for everyone.
    drift_size : rise per session (growth), total fall (decline) or depth (dip), in points.
    onset : chance that a rupture begins in a session, from the second session on.
    depth, depth_spread : median depth in `within`, and SD of its logarithm.
    shapes : chances of V-shaped, slow fall with sudden repair, and sudden fall that stays until repaired.
    repaired : share of ruptures that are repaired; the others leave part of the fall behind.
    switching : ruptures are a second, lower regime with geometric stays instead of shaped episodes.
    therapist_below : how far therapists rate below clients on average, points.
    coupling : correlation of the therapist's usual level with the client's.
    therapist_notices, client_reports : chance that a rupture shows in the therapist's ratings at all, and
        that the client reports it as tension.
    one_part : share of ruptures that strain one of goals, tasks, bond far more than the others.
    client_missing, therapist_missing : share of sessions without that rating.
    leaving : chance of leaving after any session; four times that once a rupture stayed unrepaired.
    grain : smallest step people use on 1–7.
    """

    name: str
    level: float = 5.6
    between: float = 0.9
    within: float = 0.5
    quiet: float = 0.36
    lag: float = 0.3
    uneven: float = 0.25
    heavy_tails: bool = False
    drift: Drift = "growth"
    drift_size: float = 0.015
    onset: float = 0.06
    depth: float = 1.8
    depth_spread: float = 0.4
    shapes: tuple[float, float, float] = (0.55, 0.20, 0.25)
    repaired: float = 0.58
    switching: bool = False
    therapist_below: float = 0.65
    coupling: float = 0.36
    therapist_notices: float = 0.55
    client_reports: float = 0.6
    one_part: float = 0.4
    client_missing: float = 0.17
    therapist_missing: float = 0.03
    leaving: float = 0.008
    grain: float = 1.0


WORLDS: Final[Mapping[str, World]] = MappingProxyType(
    {
        world.name: world
        for world in (
            World("growth"),
            World("ceiling", level=6.5, between=0.7),
            World("switching", switching=True, shapes=(0.0, 0.0, 1.0)),
            World("decline", drift="decline", drift_size=1.0, shapes=(0.30, 0.45, 0.25)),
            World("dip", drift="dip", drift_size=0.6),
            World("null", onset=0.0, heavy_tails=True, quiet=0.46),
        )
    }
)
"""Growth with V-shaped ruptures; ceiling; regime switches; slow decline; mid-therapy dip; and a world in
which nothing ever happens but the noise is heavy-tailed. Base rates after the review literature: 65–80 %
of variance between clients, lag-1 .15–.3, therapists lower (d ≈ .6) and loosely coupled (r ≈ .36), 15–20 %
missing client ratings, 58 % of ruptures repaired, about 20 % leaving early."""


def world_named(name: str) -> World:
    """Return one of `WORLDS`.

    Raises
    ------
    UnknownWorldError : no such world.
    """
    try:
        return WORLDS[name]
    except KeyError:
        raise UnknownWorldError(f"There is no simulated world “{name}”.", f"Known are: {', '.join(WORLDS)}.") from None


def draw_practice(world: World, rng: np.random.Generator) -> World:
    """Draw a practice: the world's settings moved within plausible ranges.

    No figure may depend on one lucky setting, so noise and depth vary by a factor 0.8–1.25, onsets by
    0.7–1.4, missing ratings by 0.5–1.6, what people notice by 0.7–1.3, unevenness by 0–2, lag by ± .1;
    every third practice rates in thirds of a point instead of whole points.
    """

    def times(value: float, low: float, high: float) -> float:
        return value * float(np.exp(rng.uniform(np.log(low), np.log(high))))

    noise = times(1.0, 0.8, 1.25)
    return replace(
        world,
        level=world.level + float(rng.uniform(-0.3, 0.3)),
        between=times(world.between, 0.8, 1.25),
        within=world.within * noise,
        quiet=world.quiet * noise,
        lag=world.lag + float(rng.uniform(-0.1, 0.1)),
        uneven=world.uneven * float(rng.uniform(0.0, 2.0)),
        drift_size=times(world.drift_size, 0.5, 1.5),
        onset=times(world.onset, 0.7, 1.4),
        depth=times(world.depth, 0.8, 1.25),
        therapist_notices=min(times(world.therapist_notices, 0.7, 1.3), 0.95),
        client_reports=min(times(world.client_reports, 0.7, 1.3), 0.95),
        client_missing=times(world.client_missing, 0.5, 1.6),
        grain=(1.0, 1.0, 1.0 / 3.0)[int(rng.integers(3))],
    )
