"""Cohorts of therapies whose ruptures are known, for demonstration, tests and benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import ALLIANCE, ANSWERS, RATERS, TENSION
from alliance_monitor.simulation.episodes import Episodes, Grid, draw_episodes
from alliance_monitor.simulation.worlds import World, draw_practice, world_named

FEWEST_SESSIONS, MOST_SESSIONS, MEAN_SESSIONS = 4, 40, 17
"""Planned length of a therapy: 4 sessions plus a gamma-distributed rest, cut at 40."""

FIRST_WEEK = np.datetime64("2024-01-08", "s")
"""Monday of the first session; sessions are a week apart."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """A simulated practice.

    Attributes
    ----------
    ratings : tidy ratings as `detection.assess` takes them.
    sessions : client_id, session_number, in_rupture, onset, for every session held, rated or not.
    ruptures : client_id, onset, end (last session in it), repaired; a rupture cut off by the end of therapy
        ends there unrepaired.
    practice : the settings this practice was drawn with.
    """

    ratings: pd.DataFrame
    sessions: pd.DataFrame
    ruptures: pd.DataFrame
    practice: World


def cohort(world: str | World, clients: int, seed: int, *, varied: bool = True) -> Cohort:
    """Simulate a practice.

    Parameters
    ----------
    world : name in `WORLDS`, or settings of your own.
    clients : number of therapies; ids are 1 … clients.
    seed : the same seed gives the same cohort.
    varied : draw the practice's settings around the world's (`draw_practice`); False takes them as they are.

    Raises
    ------
    UnknownWorldError : no world of this name.
    """
    rng = np.random.default_rng(seed)
    practice = world_named(world) if isinstance(world, str) else world
    if varied:
        practice = draw_practice(practice, rng)
    planned = FEWEST_SESSIONS + rng.gamma(2.0, (MEAN_SESSIONS - FEWEST_SESSIONS) / 2, clients)
    lengths = np.minimum(planned, MOST_SESSIONS).astype(np.int64)
    width = int(lengths.max()) if clients else 0
    episodes = draw_episodes(practice, clients, width, rng)
    hazard = np.where(episodes.unrepaired, 4 * practice.leaving, practice.leaving)
    left = (rng.random((clients, width)) < hazard) & (np.arange(width) >= 1)
    held = np.arange(width) < lengths[:, None]
    held &= np.cumsum(left, axis=1) - left == 0
    return Cohort(
        ratings=_ratings(practice, episodes, lengths, held, rng),
        sessions=_sessions(episodes, held),
        ruptures=_ruptures(episodes, held),
        practice=practice,
    )


def _ratings(
    practice: World,
    episodes: Episodes,
    planned: NDArray[np.int64],
    held: NDArray[np.bool_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    clients, width = held.shape
    usual = rng.standard_normal((2, clients, 1))
    usual[1] = practice.coupling * usual[0] + np.sqrt(1 - practice.coupling**2) * usual[1]
    level = practice.level + practice.between * usual
    level[1] -= practice.therapist_below
    own_noise = practice.quiet * np.exp(practice.uneven * rng.standard_normal((clients, 1)))
    drift = _drift(practice, planned, width, rng)
    picked = np.maximum(episodes.onset.cumsum(axis=1) - 1, 0)  # which of a client's ruptures applies
    notices = _per_rupture(rng.random((clients, width)) < practice.therapist_notices, picked)
    reports = _per_rupture(rng.random((clients, width)) < practice.client_reports, picked)
    narrow = _per_rupture(rng.random((clients, width)) < practice.one_part, picked)
    struck = _per_rupture(rng.integers(len(ALLIANCE.columns), size=(clients, width)), picked)
    fall = episodes.fall * practice.within
    views = {
        "client": _View(level[0], 1.0, 1.0, np.ones_like(fall), reports, practice.client_missing),
        "therapist": _View(level[1], 0.6, 0.8, np.where(notices, 0.7, 0.1), notices, practice.therapist_missing),
    }
    frames = []
    for rater in RATERS:
        view = views[rater]
        alliance = view.level + drift * view.drift
        alliance = alliance + own_noise * view.noise * _noise(practice, clients, width, rng)
        answers = {}
        for part, column in enumerate(ALLIANCE.columns):
            weight = np.where(narrow, np.where(struck == part, 1.7, 0.65), 1.0)
            own = 0.7 * practice.quiet * rng.standard_normal((clients, width))
            own += 0.25 * rng.standard_normal((clients, 1))
            felt = alliance + own - view.fall * weight * fall
            rounded = np.round(felt / practice.grain) * practice.grain
            answers[column] = np.clip(rounded, ALLIANCE.low, ALLIANCE.high)
        for column in TENSION.columns:
            answers[column] = _tension(episodes.fall, view.tense & (episodes.number > 0), rng)
        frames.append(_tidy(rater, answers, held & (rng.random(held.shape) >= view.missing)))
    ratings = pd.concat(frames, ignore_index=True)
    return ratings.sort_values(["client_id", "session_number", "rater"], ignore_index=True)


class _View(NamedTuple):
    """How one rater differs from the other.

    Attributes
    ----------
    level : (clients, 1) usual alliance.
    drift, noise : share of the client's drift and noise that shows.
    fall : (clients, sessions) share of a rupture's fall that shows.
    tense : (clients, sessions) whether a rupture shows as tension.
    missing : share of sessions without this rating.
    """

    level: Grid
    drift: float
    noise: float
    fall: Grid
    tense: NDArray[np.bool_]
    missing: float


def _per_rupture(drawn: NDArray[Any], picked: NDArray[np.int64]) -> NDArray[Any]:
    """Spread one draw per rupture over its sessions (draws stand in columns 0, 1, … per client)."""
    return np.take_along_axis(drawn, picked, axis=1)


def _drift(practice: World, planned: NDArray[np.int64], width: int, rng: np.random.Generator) -> Grid:
    session = np.arange(width)
    along = session / np.maximum(planned[:, None] - 1, 1)
    if practice.drift == "growth":
        growing: Grid = practice.drift_size * np.ones((len(planned), 1)) * session
        return growing
    if practice.drift == "decline":
        falls = np.where(rng.random((len(planned), 1)) < 1 / 3, 1.0, 0.0)
        declining: Grid = -practice.drift_size * falls * np.minimum(along, 1.0)
        return declining
    dip: Grid = -practice.drift_size * np.exp(-(((along - 0.5) / 0.2) ** 2))
    return dip


def _noise(practice: World, clients: int, width: int, rng: np.random.Generator) -> Grid:
    """Quiet noise of SD 1, correlated from session to session."""
    fresh: Grid
    if practice.heavy_tails:
        fresh = rng.standard_t(3, (clients, width)) / np.sqrt(3.0)
    else:
        fresh = rng.standard_normal((clients, width))
    noise = np.empty_like(fresh)
    renewed = np.sqrt(1 - practice.lag**2)
    for t in range(width):
        noise[:, t] = practice.lag * noise[:, t - 1] + renewed * fresh[:, t] if t else fresh[:, t]
    return noise


def _tension(fall: Grid, noticed: NDArray[np.bool_], rng: np.random.Generator) -> Grid:
    """Most quiet sessions have none; people differ in how readily they report tension."""
    ready = rng.normal(0.4, 0.5, (len(fall), 1))
    felt = ready + 0.65 * rng.standard_normal(fall.shape) + np.where(noticed, 0.9 + 0.5 * fall, 0.0)
    tension: Grid = np.clip(np.round(TENSION.low + np.maximum(felt, 0.0)), TENSION.low, TENSION.high)
    return tension


def _tidy(rater: str, answers: dict[str, Grid], rated: NDArray[np.bool_]) -> pd.DataFrame:
    """Tidy ratings by one rater; a column of `ANSWERS` that is not simulated stays empty."""
    client, session = np.nonzero(rated)
    return pd.DataFrame(
        {
            "client_id": client + 1,
            "session_number": session + 1,
            "session_date": FIRST_WEEK + session.astype("timedelta64[W]"),
            "rater": pd.Categorical([rater] * len(client), categories=RATERS),
        }
        | {column: answers[column][rated] if column in answers else np.nan for column in ANSWERS}
    )


def _sessions(episodes: Episodes, held: NDArray[np.bool_]) -> pd.DataFrame:
    client, session = np.nonzero(held)
    return pd.DataFrame(
        {
            "client_id": client + 1,
            "session_number": session + 1,
            "in_rupture": episodes.number[held] > 0,
            "onset": episodes.onset[held],
        }
    )


def _ruptures(episodes: Episodes, held: NDArray[np.bool_]) -> pd.DataFrame:
    client, onset = np.nonzero(episodes.onset & held)
    number = episodes.number[client, onset]
    lasts = (episodes.number[client] == number[:, None]) & held[client]
    end = held.shape[1] - 1 - lasts[:, ::-1].argmax(axis=1) if len(client) else onset
    whole = np.append(episodes.number, np.zeros((len(held), 1), dtype=np.int64), axis=1)
    seen_out = np.append(held, np.zeros((len(held), 1), dtype=bool), axis=1)[client, end + 1]
    finished = (whole[client, end + 1] != number) & (seen_out | (end + 1 < held.shape[1]))
    return pd.DataFrame(
        {
            "client_id": client + 1,
            "onset": onset + 1,
            "end": end + 1,
            "repaired": episodes.repaired[client, onset] & finished,
        }
    )
