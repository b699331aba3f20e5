"""What row-level security costs: the same work in two databases of one PostgreSQL server, one with it and one without.

    python -m benchmarks.row_security [--times 300]

prints median milliseconds and their ratio. Times are those of the store without drawing. The two take turns, so that
other load on the machine affects both.
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
SECURED_TABLES = text("SELECT relname FROM pg_class WHERE relrowsecurity")


def disable(database: Database) -> None:
    """Disable row-level security on all tables."""
    with database.engine.begin() as tx:
        for name in tx.scalars(SECURED_TABLES).all():
            tx.execute(text(f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY'))


def prepared(database: Database, *, secured: bool) -> dict[str, Callable[[], object]]:
    """A practice in this database and the quick operations on it."""
    practice = write(database, SESSIONS)
    rebuild(database)
    if not secured:
        disable(database)
    return operations(database, practice)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=300)
    times = options.parse_args().times
    with tempfile.TemporaryDirectory() as folder, databases("postgresql", Path(folder)) as new:
        without, secured = prepared(new("without"), secured=False), prepared(new("secured"), secured=True)
        print(f"{'':14}{'without':>12}{'with':>12}{'ratio':>8}")
        for name in secured:
            for _ in range(60):  # every client of the therapist once
                without[name](), secured[name]()
            pairs = [(seconds(without[name]), seconds(secured[name])) for _ in range(times)]
            before, after = (statistics.median(seconds) * 1000 for seconds in zip(*pairs, strict=True))
            print(f"{name:14}{before:9.2f} ms{after:9.2f} ms{after / before:8.2f}", flush=True)


if __name__ == "__main__":
    main()
