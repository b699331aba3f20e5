"""`make durability`: what survives kills, full disks, double clicks, malformed files and backups under load.

Every trial runs on real encrypted files and, where it says so, on the real app. Exits with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.trials import (
    database_kills,
    double_submits,
    full_disk,
    malformed_files,
    replica_kills,
    restores,
    server_kills,
    writer_kills,
)
from benchmarks.trials.outcome import Outcome

TRIALS: dict[str, tuple[Callable[[int, Path], Outcome], int]] = {
    "writer-kills": (writer_kills.run, 100),
    "server-kills": (server_kills.run, 20),
    "database-kills": (database_kills.run, 50),
    "replica-kills": (replica_kills.run, 10),
    "full-disk": (full_disk.run, 20),
    "double-submits": (double_submits.run, 1_000),
    "malformed-files": (malformed_files.run, 5_000),
    "restores": (restores.run, 50),
}
"""Each trial and how often it is run."""


def main() -> None:
    """Run the trials and print one line for each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("trials", nargs="*", choices=[[], *TRIALS], help="all if none is named")
    options.add_argument("--times", type=int, help="how often, in place of the usual number")
    given = options.parse_args()
    failed = False
    print(f"{'trial':36}{'tried':>8}  {'lost or wrong':14}{'rests on':44}{'seconds':>8}")
    for name in given.trials or TRIALS:
        trial, usual = TRIALS[name]
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            found = trial(given.times or usual, Path(folder))
        seconds = time.perf_counter() - begun
        print(f"{found.name:36}{found.tried:8,}  {len(found.wrong):<14}{found.rests_on:44}{seconds:8.1f}", flush=True)
        for problem in found.wrong[:10]:
            print(f"    {problem}")
        failed = failed or not found.passed
    sys.exit(failed)


if __name__ == "__main__":
    main()
