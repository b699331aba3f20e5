"""How well ruptures are found: the score and every published rule, in every simulated world.

    python -m alliance_monitor bench detect            (or python -m benchmarks.detection)
    python -m benchmarks.detection --practices 4 --clients 150      a quick look

Limits are set on one set of practices so that 2 (5) of 100 quiet sessions are flagged over all worlds, then
everything is counted on another set. A rupture counts as found when its first session or the next one is
flagged; a false alarm is a flagged session outside any rupture. Intervals: 95 %, bootstrap over clients.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection import PUBLISHED_NORMS, Norms, assess, fit_norms
from alliance_monitor.detection.published import RULES, apply_rule
from alliance_monitor.simulation import WORLDS, Cohort, chance_dips, cohort

Floats = NDArray[np.float64]
Method = Callable[[pd.DataFrame], pd.DataFrame]

NOMINAL: Final = (0.02, 0.05)
SET_SEED, COUNT_SEED = 20_000, 40_000
RESAMPLES: Final = 400
EARLY: Final = 4


class Counted(NamedTuple):
    """How one method judged the practices counted; arrays over sessions, in order of client and session."""

    client: NDArray[np.int64]
    session: NDArray[np.int64]
    world: NDArray[np.str_]
    suspicion: Floats
    in_rupture: NDArray[np.bool_]
    onset: NDArray[np.bool_]

    def later(self, steps: int) -> Floats:
        """Suspicion `steps` sessions later of the same client, −∞ after the last one."""
        result = np.full(len(self.client), -np.inf)
        same = self.client[steps:] == self.client[: len(self.client) - steps]
        result[: len(self.client) - steps][same] = self.suspicion[steps:][same]
        return result


def score_of(ratings: pd.DataFrame, norms: Norms = PUBLISHED_NORMS) -> pd.DataFrame:
    """Judge ratings by this project's score."""
    judged = assess(ratings, norms)
    return judged[["client_id", "session_number"]].assign(
        suspicion=judged["score"], flagged=judged["status"].isin(["possible", "likely"])
    )


METHODS: Final[dict[str, Method]] = {
    rule.label: (lambda ratings, rule=rule: apply_rule(rule, ratings)) for rule in RULES
} | {
    "this project's score": score_of,
    "… with the practice's own norms": lambda ratings: score_of(ratings, fit_norms(ratings)),
}


def practices(seed: int, count: int, clients: int) -> list[tuple[str, Cohort]]:
    """Simulate `count` practices of every world."""
    return [
        (world, cohort(world, clients, seed + 10 * turn + index))
        for turn in range(count)
        for index, world in enumerate(WORLDS)
    ]


def count(method: Method, simulated: Sequence[tuple[str, Cohort]]) -> tuple[Counted, float]:
    """Judge practices; return the sessions, and the share of quiet ones flagged as the rule stands."""
    pieces = []
    for number, (world, practice) in enumerate(simulated):
        rows = practice.sessions.merge(method(practice.ratings), how="left", on=["client_id", "session_number"])
        rows = rows.assign(world=world, client=rows["client_id"] + number * 1_000_000)
        pieces.append(rows.sort_values(["client", "session_number"]))
    rows = pd.concat(pieces, ignore_index=True)
    quiet = ~rows["in_rupture"]
    as_it_stands = float((rows["flagged"].fillna(False).astype(bool) & quiet).sum() / quiet.sum())
    counted = Counted(
        rows["client"].to_numpy(),
        rows["session_number"].to_numpy(),
        rows["world"].to_numpy(dtype=np.str_),
        rows["suspicion"].fillna(-np.inf).to_numpy(dtype=np.float64),
        rows["in_rupture"].to_numpy(),
        rows["onset"].to_numpy(),
    )
    return counted, as_it_stands


def limit_for(counted: Counted, share: float) -> float:
    """Return the lowest limit that at most `share` of the quiet sessions reach."""
    quiet = np.sort(counted.suspicion[~counted.in_rupture])
    at = float(quiet[int(np.ceil(len(quiet) * (1 - share)))])
    if (quiet >= at).mean() <= share * 1.02:
        return at
    return float(np.nextafter(at, np.inf))  # many ties: only above them


def found(counted: Counted, limit: float, within: int) -> NDArray[np.bool_]:
    """For every rupture, whether one of its first `within` + 1 sessions is flagged."""
    best = np.max([counted.suspicion, *(counted.later(k) for k in range(1, within + 1))], axis=0)
    flagged: NDArray[np.bool_] = best[counted.onset] >= limit
    return flagged


def area(counted: Counted) -> float:
    """Area under the curve: sessions in a rupture against quiet ones, where the rule gives a result."""
    known = np.isfinite(counted.suspicion)
    truth = counted.in_rupture[known]
    if not truth.any():
        return float("nan")
    ranks = pd.Series(counted.suspicion[known]).rank().to_numpy()
    inside = int(truth.sum())
    return float((ranks[truth].sum() - inside * (inside + 1) / 2) / (inside * (len(truth) - inside)))


def interval(hits: Floats, of: Floats, client: NDArray[np.int64]) -> tuple[float, float]:
    """95 % bootstrap interval of sum(hits) / sum(of), resampling clients."""
    _, place = np.unique(client, return_inverse=True)
    by_client = np.stack([np.bincount(place, hits), np.bincount(place, of)])
    rng = np.random.default_rng(7)
    shares = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(by_client.shape[1], size=by_client.shape[1])
        top, bottom = by_client[:, drawn].sum(axis=1)
        shares.append(top / bottom)
    low, high = np.quantile(shares, (0.025, 0.975))
    return float(low), float(high)


def measured(name: str, limits: dict[float, float], counted: Counted, as_it_stands: float) -> dict[str, Any]:
    """One method's figures: shares of ruptures found, of flags that are right, and alarms per 100 quiet sessions."""
    figures: dict[str, Any] = {"method": name}
    client = counted.client[counted.onset]
    for share in NOMINAL:
        at = f"at_{100 * share:.0f}"
        by_next = found(counted, limits[share], 1)
        low, high = interval(by_next.astype(float), np.ones(len(by_next)), client)
        figures |= {f"{at}_next": by_next.mean(), f"{at}_low": low, f"{at}_high": high}
        figures[f"{at}_second"] = found(counted, limits[share], 2).mean()
    flags = counted.suspicion >= limits[NOMINAL[0]]
    figures["precision"] = counted.in_rupture[flags].mean() if flags.any() else float("nan")
    figures["early"] = found(counted, limits[NOMINAL[1]], 1)[counted.session[counted.onset] <= EARLY].mean()
    return figures | {"auc": area(counted), "as_it_stands": 100 * as_it_stands}


def line(figures: dict[str, Any]) -> str:
    """One row of the main table."""
    cells = [
        f"{figures[f'{at}_next']:.2f} [{figures[f'{at}_low']:.2f}–{figures[f'{at}_high']:.2f}] "
        f"{figures[f'{at}_second']:.2f}"
        for at in ("at_2", "at_5")
    ]
    return (
        f"{figures['method']:34} {cells[0]:>22} {figures['precision']:6.2f}  {cells[1]:>22} {figures['early']:6.2f}"
        f" {figures['auc']:5.2f} {figures['as_it_stands']:6.1f}"
    )


def by_world(limits: dict[float, float], counted: Counted) -> list[str]:
    """False alarms and found ruptures of one method, world by world."""
    lines = []
    for world in WORLDS:
        inside = counted.world == world
        part = Counted(*(column[inside] for column in counted))
        quiet = ~part.in_rupture
        alarms = [f"{100 * (part.suspicion[quiet] >= limits[share]).mean():.1f}" for share in NOMINAL]
        hits = [f"{found(part, limits[share], 1).mean():.2f}" if part.onset.any() else "–" for share in NOMINAL]
        lines.append(f"  {world:12} false alarms {alarms[0]:>4} / {alarms[1]:>4}   found {hits[0]:>4} / {hits[1]:>4}")
    return lines


def chance_line(name: str, limits: dict[float, float], counted: Counted) -> str:
    """Share of therapies in the null world with at least one flag: what noise alone causes."""
    null = counted.world == "null"
    cells = []
    for share in NOMINAL:
        flags = pd.Series(counted.suspicion[null] >= limits[share]).groupby(counted.client[null]).any()
        cells.append(f"{flags.mean():.2f}")
    return f"  {name:34} {cells[0]:>6} {cells[1]:>6}"


def chance_of_dips() -> str:
    """How often eight quiet sessions hold a V-shaped dip, over the worlds and over noise with and without memory."""
    worlds = [
        replace(world, lag=lag, grain=grain)
        for world in WORLDS.values()
        for lag in (0.0, 0.3)
        for grain in (1.0, 1 / 3)
    ]
    lines = ["\nEight quiet sessions, no rupture: treatments with at least one V-shaped dip (fall and return) of"]
    for deviations in (1, 2):
        shares = [chance_dips(world, deviations) for world in worlds]
        lines.append(f"  {deviations} own SD: {100 * min(shares):.0f}–{100 * max(shares):.0f} % of treatments")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the comparison of all methods over all worlds."""
    parser = argparse.ArgumentParser(prog="bench detect", description="Compare the ways of finding ruptures.")
    parser.add_argument("--practices", type=int, default=12, help="practices per world, each time")
    parser.add_argument("--clients", type=int, default=200, help="clients per practice")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="also write the main table to this file")
    options = parser.parse_args(argv)
    setting = practices(SET_SEED, options.practices, options.clients)
    counting = practices(COUNT_SEED, options.practices, options.clients)
    ruptures = sum(len(practice.ruptures) for _, practice in counting)
    held = sum(len(practice.sessions) for _, practice in counting)
    print(f"{held:,} sessions, {ruptures:,} ruptures; {options.practices} practices × {len(WORLDS)} worlds")
    print(f"{'':34} {'at 2 per 100 quiet':>29}  {'at 5 per 100 quiet':>29} {'':5} {'as it':>6}")
    print(
        f"{'found by the next / 2nd session':34} {'next [95 %]    2nd':>22} {'prec.':>6}  "
        f"{'next [95 %]    2nd':>22} {'early':>6} {'AUC':>5} {'stands':>6}"
    )
    chance: list[str] = []
    worlds: list[str] = []
    rows: list[dict[str, Any]] = []
    for name, method in METHODS.items():
        calibrating, _ = count(method, setting)
        limits = {share: limit_for(calibrating, share) for share in NOMINAL}
        counted, as_it_stands = count(method, counting)
        rows.append(measured(name, limits, counted, as_it_stands))
        print(line(rows[-1]))
        chance.append(chance_line(name, limits, counted))
        worlds += [f"\n{name}, by world, per 100 quiet sessions, at 2 / at 5:", *by_world(limits, counted)]
    if options.csv:
        pd.DataFrame(rows).round(3).to_csv(options.csv, index=False)
    print("\n".join(worlds))
    print("\nTherapies without any rupture (null world) with at least one flag, at 2 / at 5 per 100:")
    print("\n".join(chance))
    print(chance_of_dips())
    print(
        "\nas it stands: false alarms per 100 quiet sessions at the rule's own published limit"
        "\n(for the score: possible or likely). early: ruptures that begin in the first four sessions."
    )


if __name__ == "__main__":
    main()
