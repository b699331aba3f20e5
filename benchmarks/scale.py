"""`make bench-scale`: how long the store takes in practices of 10⁴, 10⁵ and 10⁶ sessions, in one run.

    python -m benchmarks.scale --sessions 10000 100000 --engine sqlite --json FILE

writes {operation: {sessions: median seconds}}. Targets, from 10⁴ to 10⁶ sessions: saving, caseload, client and agenda
≤ 1.3 ×, practice ≤ 2 × and ≤ 500 ms; rebuild of 10⁶ sessions ≤ 60 s, import of 10⁶ rows ≤ 120 s. Times are
those of the store without drawing, each including the check of the visit. A million sessions take 2 GB on disk.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path

from alliance_monitor.practice import MEASURES
from alliance_monitor.records import Rater, Rating, SessionEntry
from alliance_monitor.therapy import course, signals
from benchmarks.practices import FIRST_DAY, MONTHS, Practice, imported, write
from db.access import Actor
from db.configuration import Configuration
from db.connection import Database
from db.maintenance import rebuild
from db.opening import open_database
from db.place import Place
from db.store import Store

SIZES = (10_000, 100_000, 1_000_000)
ENGINES = ("sqlite", "postgresql")
WARM, TIMES = 60, 60
"""How often each quick operation is run to warm up, and timed: once for each client of the therapist, because the first
view of a client is audited and the redraws of a page are not."""

TODAY = FIRST_DAY + timedelta(days=30 * MONTHS)
Seconds = dict[str, dict[int, float]]


def once(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def told(name: str, work: Callable[[], object]) -> float:
    """Seconds of one long run, printed with this process's CPU seconds: on a busy computer they diverge."""
    begun = time.process_time()
    seconds = once(work)
    say(f"  {name} in {seconds:.1f} s, {time.process_time() - begun:.1f} s of the processor")
    return seconds


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[Callable[[str], Database]]:
    """How to open an empty database of this engine under a name."""
    opened: list[Database] = []

    def keep(database: Database) -> Database:
        opened.append(database)
        return database

    try:
        if engine == "sqlite":
            yield lambda name: keep(open_database(Place.PRACTICE, Configuration(data=folder / name, database="")))
        else:
            from tests.support.postgres import serving  # noqa: PLC0415 - only needed for PostgreSQL

            # Default durability; more memory than the default, which is meant for very small computers.
            with serving("shared_buffers=512MB", "max_wal_size=4GB") as server:
                yield lambda name: keep(
                    open_database(Place.PRACTICE, Configuration(data=folder / name, database=server.new(name)))
                )
                for database in opened:
                    database.engine.dispose()
    finally:
        for database in opened:
            database.engine.dispose()


def operations(database: Database, practice: Practice) -> dict[str, Callable[[], object]]:
    """The quick operations, on one practice."""

    def store(actor: Actor) -> Store:
        return Store(actor, database)

    mine, lead, supervisor = store(practice.actor), store(practice.lead), store(practice.supervisor)
    clients, number = cycle(practice.clients), count()

    def save() -> None:
        ratings = tuple(Rating(rater=rater, goal=6, task=6, bond=6, tension=1) for rater in Rater)
        done = next(number)
        day = TODAY + timedelta(days=done // len(practice.clients))
        mine.record_session(next(clients), SessionEntry(held_on=day, ratings=ratings), key=f"save-{done}")

    def client() -> None:
        signals(course(mine.history(next(clients))))

    def measures() -> None:
        """What the practice page computes: every measure, one of them in detail, by team."""
        release = lead.practice_release(TODAY, "team")
        for measure in MEASURES:
            release.figure(measure, FIRST_DAY, TODAY)
        release.course(MEASURES[0])
        release.by_group(MEASURES[0], FIRST_DAY, TODAY)

    return {
        "save_session": save,
        "caseload": lambda: mine.caseload(TODAY),
        "client": client,
        "agenda": lambda: supervisor.agenda(TODAY),
        "practice": measures,
    }


def measure(sizes: list[int], engine: str) -> Seconds:
    """All operations at all sizes."""
    found: Seconds = {}
    with tempfile.TemporaryDirectory() as folder, databases(engine, Path(folder)) as new:
        quick: dict[int, dict[str, Callable[[], object]]] = {}
        for size in sizes:
            database = new(f"practice{size}")
            say(f"{engine}, {size:,} sessions")
            practice = write(database, size)
            found.setdefault("rebuild", {})[size] = told("rebuilt", lambda: rebuild(database))  # noqa: B023 - run at once
            quick[size] = operations(database, practice)
        for name in quick[sizes[0]]:
            found[name] = medians({size: quick[size][name] for size in sizes})
            say(f"{name}: " + ", ".join(f"{seconds * 1e3:.1f} ms" for seconds in found[name].values()))
        for size in sizes:
            found.setdefault("import", {})[size] = told("imported", importing(new(f"import{size}"), size))
    return found


def medians(works: dict[int, Callable[[], object]]) -> dict[int, float]:
    """Median seconds by size. Sizes take turns, so that a computer that slows down affects all of them."""
    taken: dict[int, list[float]] = {size: [] for size in works}
    for turn in range(WARM + TIMES):
        for size, work in works.items():
            seconds = once(work)
            if turn >= WARM:
                taken[size].append(seconds)
    return {size: statistics.median(seconds) for size, seconds in taken.items()}


def importing(database: Database, size: int) -> Callable[[], object]:
    """A function that imports this many sessions, parsed and checked already, into an empty practice."""
    actor = write(database, 0).actor
    sessions = imported(size)
    say(f"importing {sum(len(session.entry.ratings) for session in sessions):,} ratings of {size:,} sessions")
    return lambda: Store(actor, database).import_sessions(sessions, key="import")


def say(words: str) -> None:
    """Report progress on stderr."""
    print(words, file=sys.stderr, flush=True)


def table(found: Seconds, sizes: list[int], engine: str) -> None:
    """Print milliseconds by size, and the ratio of the largest practice to the smallest."""
    print(f"{engine:14}" + "".join(f"{size:>14,}" for size in sizes) + f"{'ratio':>8}")
    for name, seconds in found.items():
        cells = "".join(f"{seconds[size] * 1e3:11.1f} ms" for size in sizes)
        print(f"{name:14}{cells}{seconds[sizes[-1]] / seconds[sizes[0]]:8.2f}")


def main() -> None:
    """Run and print; write the JSON file if asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sessions", type=int, nargs="+", default=list(SIZES), help="sizes of the practices")
    options.add_argument("--engine", choices=ENGINES, default="sqlite")
    options.add_argument("--json", type=Path, metavar="FILE", help="where to write the medians")
    given = options.parse_args()
    found = measure(given.sessions, given.engine)
    table(found, given.sessions, given.engine)
    if given.json is not None:
        kept = {name: {str(size): value for size, value in seconds.items()} for name, seconds in found.items()}
        given.json.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
