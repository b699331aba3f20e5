"""`make bench-load`: many therapists work at once, each in their own browser, on the running app.

    python -m benchmarks.load --visits 200 --think 10 --seconds 90

Each visit belongs to another therapist with 60 therapies and is an ordinary row in the database; its WebSocket passes
the gate with its cookie. A person does one thing, looks at the result for `think` seconds (uniformly between 0.5 and
1.5 times as long), and does the next: caseload, a client's page, the session form, four taps in it (each saves the
draft), saving the session; then the same for another client. Everybody starts at a different step. Each rerun is timed
from the browser's message to the last message of the run, once everybody has signed in. Targets at 200 visits and
10 s: p95 < 0.25 s, no errors. The simulated people run on the same computer and compete with the app for it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from benchmarks.browser import Page
from benchmarks.pages import FORM, serving
from benchmarks.practices import SESSIONS_PER_THERAPY, THERAPIES_PER_THERAPIST, write
from db.configuration import Configuration
from db.maintenance import rebuild
from db.opening import open_database
from db.place import Place
from db.sign_in import begin_visit
from db.tables import Client

TARGET = 0.25
"""Target for the 95th percentile of reruns, in seconds."""

SEED = 11
TAP, SAVING = "a tap in it, its draft kept", "saving, the result drawn"
FORM_DRAWN = 2
"""Index of the step that draws the session form, which the taps need."""

OWN_VIEW = FORM[:4]
"""The therapist's own ratings: goals, tasks, bond, tension."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in therapist: the cookie's token and some of their clients."""

    token: str
    clients: tuple[str, ...]


@dataclass
class Found:
    """What all people measured."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, seconds: float) -> None:
        """Count a rerun that finished."""
        with self.lock:
            self.seconds[what].append(seconds)

    def fail(self, why: str) -> None:
        """Count a failure."""
        with self.lock:
            self.errors[why] += 1


def fill(data: Path, visits: int) -> list[Visit]:
    """A practice with as many therapists as visits, all of them signed in."""
    home = open_database(Place.PRACTICE, Configuration(data=data))
    write(home, round(visits * THERAPIES_PER_THERAPIST * SESSIONS_PER_THERAPY))
    rebuild(home)
    of: dict[str, list[str]] = defaultdict(list)
    with home.write() as tx:
        for client, therapist in tx.execute(select(Client.id, Client.therapist_id)):
            of[therapist].append(client)
        made = [
            Visit(begin_visit(tx, home.place, account), tuple(clients))
            for account, clients in list(of.items())[:visits]
        ]
    home.engine.dispose()
    return made


def work(visit: Visit, port: int, found: Found, rng: random.Random, think: float, since: float, until: float) -> None:
    """One person until the end: open the app, then one thing after the other, each looked at for a while.

    Everybody has come by half of the time before `since`; what happens before it is not counted.
    """
    time.sleep(rng.uniform(0, (since - time.monotonic()) / 2))
    try:
        page = Page.open(port, f"alliance={visit.token}", at_once=False)
    except Exception as error:  # noqa: BLE001 - anything that keeps a person out is counted as an error
        found.fail(f"opening: {type(error).__name__}")
        return

    try:
        for turn, client in enumerate(rng.sample(visit.clients, len(visit.clients))):
            steps = round_of(page, client)
            begin = 0 if turn else rng.randrange(len(steps) - 1)  # nothing is saved before a tap
            if begin > FORM_DRAWN:
                steps[FORM_DRAWN][1]()
            for what, run in steps[begin:]:
                time.sleep(rng.uniform(think / 2, think * 1.5))
                begun = time.monotonic()
                if begun > until:
                    return
                took = run()
                if begun > since:
                    found.add(what, took)
                if (what == SAVING) != ("Saved." in page.said):
                    found.fail(f"{what}: {'; '.join(page.said)[:80] or 'said nothing'}")
    except Exception as error:  # noqa: BLE001
        found.fail(f"{type(error).__name__}: {str(error)[:80]}")
    finally:
        page.stream.close()


def round_of(page: Page, client: str) -> tuple[tuple[str, Callable[[], float]], ...]:
    """What a person does about one client, in this order."""
    here = f"client={client}"
    return (
        ("caseload", lambda: page.turn("", "")),
        ("a client's page", lambda: page.turn("client", here)),
        ("the session form", lambda: page.turn("session", here)),
        *((TAP, lambda name=name: tapped(page, f"entry:{client}:{name}")) for name in OWN_VIEW),
        (SAVING, lambda: page.rerun(press="save-session")),
    )


def tapped(page: Page, field: str) -> float:
    """One answer of the form."""
    page.choose(field, "1" if field.endswith("tension") else "6")
    return page.rerun()


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed."""
    return sorted(values)[max(0, -(-int(len(values) * share * 1000) // 1000) - 1)]


def main() -> int:
    """Run and print the table; the exit code says whether the targets were met."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--visits", type=int, default=200)
    options.add_argument("--think", type=float, default=10.0, help="seconds between two reruns of one visit")
    options.add_argument("--seconds", type=float, default=90.0, help="how long people work")
    options.add_argument(
        "--coming", type=float, default=40.0, help="seconds in which all sign in and settle, uncounted"
    )
    options.add_argument("--json", type=Path, help="file to write the figures to")
    asked = options.parse_args()
    found, rng = Found(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        visits = fill(data, asked.visits)
        busy = os.getloadavg()[0]
        before = _cpu(resource.RUSAGE_CHILDREN)
        with serving(["-m", "alliance_monitor", "serve"], "/ready", data) as (port, _):
            since = time.monotonic() + asked.coming
            until = since + asked.seconds
            people = [
                threading.Thread(
                    target=work,
                    args=(visit, port, found, random.Random(rng.random()), asked.think, since, until),
                    daemon=True,
                )
                for visit in visits
            ]
            mine = _cpu(resource.RUSAGE_SELF)
            for person in people:
                person.start()
            for person in people:
                person.join()
            mine = _cpu(resource.RUSAGE_SELF) - mine
        server = _cpu(resource.RUSAGE_CHILDREN) - before
    every = [seconds for some in found.seconds.values() for seconds in some]
    print(f"{len(visits)} visits, {asked.think:g} s between reruns, {asked.seconds:g} s; load before {busy:.1f}")
    print(f"processor: app {server:.0f} s from its start, people {mine:.0f} s\n")
    print(f"{'rerun':32}{'times':>7}{'median':>11}{'p95':>11}{'longest':>11}")
    for what, some in [*found.seconds.items(), ("all", every)]:
        figures = (statistics.median(some), percentile(some, 0.95), max(some))
        print(f"{what:32}{len(some):7}" + "".join(f"{seconds * 1e3:8.0f} ms" for seconds in figures))
    print(f"\nerrors: {sum(found.errors.values())}")
    for why, times in found.errors.most_common(8):
        print(f"  {times} × {why}")
    if asked.json:
        asked.json.write_text(json.dumps(found.seconds), encoding="ascii")
    met = percentile(every, 0.95) < TARGET and not found.errors
    print(f"target p95 < {TARGET * 1e3:.0f} ms and no errors: {'met' if met else 'NOT met'}")
    return 0 if met else 1


def _cpu(of: int) -> float:
    used = resource.getrusage(of)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
