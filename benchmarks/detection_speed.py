"""How fast sessions are judged, against the obvious alternative in the same run.

    python -m benchmarks.detection_speed               100,000 clients × about 16 sessions
    python -m benchmarks.detection_speed --clients 1000000

`assess` is timed whole: from a shuffled tidy DataFrame, two raters, to the finished result. The alternative
is what one would write first, a Shewhart chart of one channel through pandas' groupby-apply, on fewer clients
because it is slow; both are given per session. `ruptures` (KernelCPD on every prefix) is included where installed.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import resource
import time
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from alliance_monitor.detection import advance, assess

MEAN_SESSIONS = 16
SLOW_CLIENTS = 4_000


def shuffled_ratings(clients: int, seed: int) -> pd.DataFrame:
    """Make tidy ratings by both raters, 4–28 sessions a client, whole points, in random row order."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(4, 2 * MEAN_SESSIONS - 3, clients)
    sessions = int(lengths.sum())
    number = np.arange(sessions) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    order = rng.permutation(2 * sessions)
    columns: dict[str, object] = {
        "client_id": np.tile(np.repeat(np.arange(clients), lengths), 2)[order],
        "session_number": np.tile(number, 2)[order],
        "rater": pd.Categorical.from_codes(
            np.repeat(np.array([0, 1], dtype=np.int8), sessions)[order], ["client", "therapist"]
        ),
    }
    for part in ("goal", "task", "bond"):
        columns[part] = np.clip(np.round(rng.normal(5.4, 0.8, 2 * sessions)), 1, 7)
    columns["tension"] = np.clip(np.round(rng.exponential(0.8, 2 * sessions)) + 1, 1, 5)
    return pd.DataFrame(columns, copy=False)


def shewhart_by_group(ratings: pd.DataFrame) -> pd.Series:  # type: ignore[type-arg]
    """One channel, one chart: what the score is compared with."""
    client = ratings[ratings["rater"] == "client"].sort_values(["client_id", "session_number"])
    mean = client[["goal", "task", "bond"]].mean(axis=1)

    def chart(series: pd.Series) -> pd.Series:  # type: ignore[type-arg]
        before = series.shift()
        sigma = before.diff().abs().expanding().mean() / 1.128
        return (before.expanding().mean() - series) / sigma

    return mean.groupby(client["client_id"], group_keys=False).apply(chart)


def prefixes_by_ruptures(ratings: pd.DataFrame) -> int:
    """KernelCPD with a linear kernel on every prefix of one channel; returns the changes found."""
    import ruptures  # type: ignore[import-not-found]  # noqa: PLC0415 — only where installed

    client = ratings[ratings["rater"] == "client"].sort_values(["client_id", "session_number"])
    mean = client[["goal", "task", "bond"]].mean(axis=1)
    changes = 0
    for _, series in mean.groupby(client["client_id"]):
        signal = series.to_numpy().reshape(-1, 1)
        for end in range(4, len(signal) + 1):
            changes += len(ruptures.KernelCPD("linear", min_size=2).fit(signal[:end]).predict(pen=2.0)) - 1
    return changes


def best_of(times: int, work: Callable[[], object]) -> float:
    """Return the shortest of several runs in seconds: the longer ones measure other load on the computer."""
    shortest = float("inf")
    for _ in range(times):
        gc.collect()
        started = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - started)
    return shortest


def microseconds_per_advance(calls: int = 20_000) -> float:
    """Time `advance` on one session by both raters."""
    session = [
        {"client_id": 1, "rater": rater, "goal": 5.0, "task": 6.0, "bond": 5.0, "tension": 2.0}
        for rater in ("client", "therapist")
    ]
    state, _ = advance(None, [record | {"session_number": 1} for record in session])
    following = [record | {"session_number": 2} for record in session]
    return 1e6 * best_of(3, lambda: [advance(state, following) for _ in range(calls)]) / calls


def _print(name: str, rate: float, note: str) -> None:
    print(f"{name:20}{rate / 1e6:6.2f} M sessions/s   {note}")


def main(argv: Sequence[str] | None = None) -> None:
    """Print sessions per second, the ratios, the peak of memory and the time of one `advance`."""
    parser = argparse.ArgumentParser(prog="bench detect-speed", description="Time the detector.")
    parser.add_argument("--clients", type=int, default=100_000)
    options = parser.parse_args(argv)
    ratings = shuffled_ratings(options.clients, seed=1)
    sessions = len(ratings) // 2
    seconds = best_of(3 if options.clients <= 200_000 else 1, lambda: assess(ratings))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    rate = sessions / seconds
    _print("assess", rate, f"{sessions:,} sessions in {seconds:.2f} s, peak of memory {peak:.1f} GB")
    few = shuffled_ratings(SLOW_CLIENTS, seed=2)
    slow = len(few) / 2 / best_of(2, lambda: shewhart_by_group(few))
    _print("pandas groupby", slow, f"one channel, Shewhart; assess is {rate / slow:.0f} × as fast")
    if importlib.util.find_spec("ruptures"):
        kernel = len(few) / 2 / best_of(1, lambda: prefixes_by_ruptures(few))
        _print("ruptures KernelCPD", kernel, f"one channel, prefixes; assess is {rate / kernel:.0f} × as fast")
    print(f"{'advance':20}{microseconds_per_advance():6.1f} µs a session")


if __name__ == "__main__":
    main()
