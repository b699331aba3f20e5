"""Fit the figures in `alliance_monitor/detection/parameters/calibration.py` and check them on other cohorts.

    python -m benchmarks.detection_calibration

Prints the constants and, on cohorts the fit has not seen, the calibration error and the false alarms.
The weights between channels are not fitted here: they come from elsewhere (docs/decisions/0003) and the
simulator only turns the weighted sum into log-odds. That way its own idea of how readily people report
tension cannot creep into what counts as evidence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection import DEFAULT_SETTINGS, DetectionSettings, assess
from alliance_monitor.detection.channels import ANSWERS, CHANNELS
from alliance_monitor.simulation import WORLDS, cohort

PROPORTIONS = np.array([1.0, 0.3, 0.45, 0.3])
"""Of the weights, in the order of `CHANNELS`."""

CLIENTS, FIT_ROUNDS, CHECK_ROUNDS = 300, 24, 12
FIT_SEED, CHECK_SEED = 700_000, 900_000
Floats = NDArray[np.float64]

GAPS = (
    "as simulated",
    "as simulated",
    "no client",
    "no therapist",
    "half missing",
    "no tension",
    "single answers missing",
)
"""What is left out of the ratings, so that a missing channel neither raises nor lowers the probability."""


class Judged(NamedTuple):
    """Sessions that could be judged: capped surprises, which were compared (sessions × channels), truth, score."""

    surprise: Floats
    compared: Floats
    in_rupture: NDArray[np.bool_]
    score: Floats


def with_gaps(ratings: pd.DataFrame, gaps: str, rng: np.random.Generator) -> pd.DataFrame:
    """Leave ratings out in one of the ways of `GAPS`."""
    if gaps == "no client":
        return ratings[ratings["rater"] == "therapist"]
    if gaps == "no therapist":
        return ratings[ratings["rater"] == "client"]
    if gaps == "half missing":
        return ratings[rng.random(len(ratings)) < 0.5]
    ratings = ratings.copy()
    if gaps == "no tension":
        ratings["tension"] = np.nan
    if gaps == "single answers missing":
        for column in ANSWERS:
            ratings.loc[rng.random(len(ratings)) < 0.3, column] = np.nan
    return ratings


def judged(seed: int, rounds: int, gaps: tuple[str, ...] = GAPS, worlds: tuple[str, ...] = tuple(WORLDS)) -> Judged:
    """Judge `rounds` practices of every world, each with another kind of gap."""
    rng = np.random.default_rng(seed)
    pieces = []
    for turn in range(rounds):
        for index, world in enumerate(worlds):
            simulated = cohort(world, CLIENTS, seed + 10 * turn + index)
            left = with_gaps(simulated.ratings, gaps[(turn + index) % len(gaps)], rng)
            rows = simulated.sessions.merge(assess(left), on=["client_id", "session_number"])
            pieces.append(_judged_rows(rows[rows["score"].notna()]))
    return Judged(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def _judged_rows(rows: pd.DataFrame) -> Judged:
    surprise = []
    for channel in CHANNELS:
        below = rows[f"{channel.name}_expected"] - rows[f"{channel.name}_observed"]
        sign = 1.0 if channel.measure.higher_is_better else -1.0
        surprise.append((sign * below / rows[f"{channel.name}_spread"]).to_numpy(dtype=np.float64))
    stacked = np.stack(surprise, axis=1)
    compared = ~np.isnan(stacked)
    capped = np.where(compared, np.clip(np.nan_to_num(stacked), DEFAULT_SETTINGS.floor, DEFAULT_SETTINGS.ceiling), 0.0)
    return Judged(
        capped,
        compared.astype(np.float64),
        rows["in_rupture"].to_numpy(),
        rows["score"].to_numpy(dtype=np.float64),
    )


def fit(data: Judged) -> tuple[float, float, Floats]:
    """Logistic regression: (prior, log-odds per spread of the first channel, baseline offsets)."""
    design = np.column_stack([np.ones(len(data.score)), data.surprise @ PROPORTIONS, -data.compared])
    beta = np.zeros(design.shape[1])
    for _ in range(30):
        expected = 1.0 / (1.0 + np.exp(-design @ beta))
        curvature = (design * (expected * (1.0 - expected))[:, None]).T @ design
        step = np.linalg.solve(curvature, design.T @ (data.in_rupture - expected))
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[0]), float(beta[1]), beta[2:]


def calibration_error(probability: Floats, truth: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equally wide bins (Guo et al. 2017)."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(float(np.mean(probability[here]) - np.mean(truth[here]))) * float(np.mean(here))
        for here in (place == b for b in range(bins))
        if here.any()
    ]
    return sum(gaps)


def rescore(data: Judged, settings: DetectionSettings) -> Floats:
    """Return the scores these settings give."""
    weights, offsets = np.array(settings.weights), np.array(settings.baseline_offsets)
    score: Floats = settings.prior + data.surprise @ weights - data.compared @ offsets
    return score


def main() -> None:
    """Fit, print the constants, check them."""
    prior, weight, offsets = fit(judged(FIT_SEED, FIT_ROUNDS))
    settings = replace(
        DEFAULT_SETTINGS,
        prior=round(prior, 2),
        weights=tuple(float(value) for value in (weight * PROPORTIONS).round(2)),
        baseline_offsets=tuple(float(value) for value in offsets.round(2)),
    )
    whole = judged(FIT_SEED, FIT_ROUNDS, ("as simulated",))
    quiet = rescore(whole, settings)[~whole.in_rupture]
    possible, likely = (round(float(np.quantile(quiet, share)), 2) for share in (0.95, 0.98))
    names = [channel.name for channel in CHANNELS]
    print(f"PRIOR = {settings.prior}\nWEIGHTS = {dict(zip(names, settings.weights, strict=True))}")
    print(f"BASELINE_OFFSETS = {dict(zip(names, settings.baseline_offsets, strict=True))}")
    print(f"POSSIBLE = {possible}\nLIKELY = {likely}\n")
    print(f"{'cohorts not fitted on':32} {'ECE':>6} {'mean p':>7} {'true':>6} {'≥ possible':>10} {'likely':>7}")
    for gaps in dict.fromkeys(GAPS):
        _line(gaps, judged(CHECK_SEED, CHECK_ROUNDS, (gaps,)), settings, possible, likely)
    for world in WORLDS:
        checked = judged(CHECK_SEED, 3 * CHECK_ROUNDS, ("as simulated",), (world,))
        _line(f"world {world}", checked, settings, possible, likely)


def _line(name: str, data: Judged, settings: DetectionSettings, possible: float, likely: float) -> None:
    score = rescore(data, settings)
    probability = 1.0 / (1.0 + np.exp(-score))
    quiet = score[~data.in_rupture]
    print(
        f"{name:32} {calibration_error(probability, data.in_rupture):6.3f} {probability.mean():7.3f} "
        f"{data.in_rupture.mean():6.3f} {(quiet >= possible).mean():10.4f} {(quiet >= likely).mean():7.4f}"
    )


if __name__ == "__main__":
    main()
