"""When ruptures begin and end in simulated therapies, and how deep they cut in each session."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliance_monitor.simulation.worlds import World

LONGEST = 6
"""Sessions; shaped ruptures last 1–6."""

LEFT_BEHIND = 0.6
"""Share of the fall that an unrepaired rupture leaves; it fades by a tenth per session."""

Grid = NDArray[np.float64]


class Episodes(NamedTuple):
    """Ruptures on a grid of clients × sessions.

    Attributes
    ----------
    fall : how far the client's experience of the alliance has fallen, in `World.within`.
    number : 1, 2, … for the client's ruptures while they last, 0 while there is none.
    onset : first session of a rupture.
    unrepaired : a rupture has ended without repair in this session or before.
    repaired : (clients, sessions) at onsets: whether this rupture will be repaired.
    """

    fall: Grid
    number: NDArray[np.int64]
    onset: NDArray[np.bool_]
    unrepaired: NDArray[np.bool_]
    repaired: NDArray[np.bool_]


def draw_episodes(world: World, clients: int, sessions: int, rng: np.random.Generator) -> Episodes:
    """Draw the ruptures of `clients` therapies of `sessions` sessions. At most one at a time per client."""
    shape = (clients, sessions)
    fall, number = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    onset, unrepaired, repaired = (np.zeros(shape, dtype=bool) for _ in range(3))
    active = np.zeros(clients, dtype=bool)
    rested = np.ones(clients, dtype=np.int64)
    into, length, kind = (np.zeros(clients, dtype=np.int64) for _ in range(3))
    depth, scar = np.zeros(clients), np.zeros(clients)
    heals, open_end = np.zeros(clients, dtype=bool), np.zeros(clients, dtype=bool)
    count = np.zeros(clients, dtype=np.int64)
    for t in range(1, sessions):
        begins = ~active & (rested > 0) & (rng.random(clients) < world.onset)
        rested += 1
        count += begins
        into = np.where(begins, 0, into + 1)
        length = np.where(begins, _lengths(world, clients, rng), length)
        kind = np.where(begins, rng.choice(3, clients, p=world.shapes), kind)
        drawn = world.depth * np.exp(world.depth_spread * rng.standard_normal(clients))
        depth = np.where(begins, drawn, depth)
        heals = np.where(begins, rng.random(clients) < world.repaired, heals)
        active |= begins
        onset[:, t], repaired[:, t] = begins, begins & heals
        scar *= 0.9
        fall[:, t] = scar + np.where(active, depth * _profile(kind, into, length), 0.0)
        number[:, t] = np.where(active, count, 0)
        ends = active & (into >= length - 1)
        healed = np.where(ends, 0.5 * scar, scar)
        scar = np.where(ends & ~heals, np.maximum(scar, LEFT_BEHIND * depth), healed)
        open_end |= ends & ~heals
        unrepaired[:, t] = open_end
        rested[ends] = 0
        active &= ~ends
    return Episodes(fall, number, onset, unrepaired, repaired)


def _lengths(world: World, clients: int, rng: np.random.Generator) -> NDArray[np.int64]:
    stays = rng.geometric(0.3 if world.switching else 0.33, clients)
    return stays if world.switching else np.minimum(stays, LONGEST)


def _profile(kind: NDArray[Any], into: NDArray[Any], length: NDArray[Any]) -> Grid:
    """Share of the full depth, by shape: V (deepest first, or after one step when long), slow fall, step."""
    v_shaped = np.where(
        length <= 2, 1.0 - 0.4 * into, np.where(into == 0, 0.8, 1.0 - (into - 1) / np.maximum(length - 1, 1))
    )
    slow = (into + 1) / np.maximum(length, 1)
    profile: Grid = np.choose(kind, [v_shaped, slow, np.ones(len(kind))])
    return profile
