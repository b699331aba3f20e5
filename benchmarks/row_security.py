"""What row-level security costs: the same work in two databases of one PostgreSQL, with the wall and without, in turn.

    python -m benchmarks.row_security [--times 300]

prints median milliseconds and their ratio. Times are of the store's work without drawing; each pair is made one after
the other, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from benchmarks.practices import write
from benchmarks.scale import databases, operations
from db.connection import Database
from db.maintenance import rebuild

SESSIONS = 10_000
WALLED = text("SELECT relname FROM pg_class WHERE relrowsecurity")


def pull_down(database: Database) -> None:
    """Take the wall away."""
    with database.engine.begin() as tx:
        for name in tx.scalars(WALLED).all():
            tx.execute(text(f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY'))


def prepared(database: Database, *, walled: bool) -> dict[str, Callable[[], object]]:
    """A practice in this database and the quick operations on it."""
    practice = write(database, SESSIONS)
    rebuild(database)
    if not walled:
        pull_down(database)
    return operations(database, practice)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=300)
    times = options.parse_args().times
    with tempfile.TemporaryDirectory() as folder, databases("postgresql", Path(folder)) as new:
        without, walled = prepared(new("without"), walled=False), prepared(new("walled"), walled=True)
        print(f"{'':14}{'without':>12}{'with':>12}{'ratio':>8}")
        for name in walled:
            for _ in range(60):  # every client of the therapist once
                without[name](), walled[name]()
            pairs = [(seconds(without[name]), seconds(walled[name])) for _ in range(times)]
            before, after = (statistics.median(one) * 1000 for one in zip(*pairs, strict=True))
            print(f"{name:14}{before:9.2f} ms{after:9.2f} ms{after / before:8.2f}", flush=True)


if __name__ == "__main__":
    main()
