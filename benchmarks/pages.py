"""`make bench`: what a page costs, as a ratio to an empty Streamlit page in the same run.

Targets: saving a session ≤ 3 ×, a caseload of 40 clients × 20 sessions ≤ 4 ×, /ready within 5 s of `make run`.
Times are medians from the browser's message to the last message of the run. Machines are noisy, ratios less so.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from alliance_monitor.attachment import Profile
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records import Rater, Rating, SessionEntry
from benchmarks.browser import Page

ROOT = Path(__file__).resolve().parents[1]
CLIENTS, SESSIONS = 40, 20
PASSPHRASE = "three calm green rivers"
FORM = [f"{who}_{part}" for who in ("therapist", "client") for part in ("goal", "task", "bond", "tension")]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: list[str], path: str, data: Path) -> Iterator[tuple[int, float]]:
    """Start a server; yields its port and the seconds until `path` answered."""
    port = free_port()
    settings = {"ALLIANCE_DATA": str(data), "STREAMLIT_SERVER_PORT": str(port)}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}{path}", timeout=10).close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.02)
        yield port, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(timeout=30)


def fill(data: Path) -> tuple[str, str]:
    """A practice of 40 clients × 20 sessions, both raters; returns a visit's token and one client's id."""
    os.environ["ALLIANCE_DATA"] = str(data)
    from db.connection import now  # noqa: PLC0415
    from db.opening import database  # noqa: PLC0415
    from db.place import Place  # noqa: PLC0415
    from db.sign_in import set_up, sign_in  # noqa: PLC0415
    from db.store import open_store  # noqa: PLC0415

    home, rng = database(Place.PRACTICE), random.Random(7)
    actor = set_up(home, practice="Bench", sign_in_name="ada", display_name="Ada", passphrase=PASSPHRASE)
    today = now().date()

    def rating(who: Rater) -> Rating:
        goal, task, bond = (float(rng.choice((5, 6, 6, 6, 7))) for _ in range(3))
        return Rating(rater=who, goal=goal, task=task, bond=bond, tension=1)

    store = open_store(actor)
    store.import_sessions(
        [
            ImportedSession(
                client_code=f"B-{client:02}",
                entry=SessionEntry(
                    held_on=today - timedelta(weeks=SESSIONS - week), ratings=tuple(rating(who) for who in Rater)
                ),
            )
            for client in range(CLIENTS)
            for week in range(SESSIONS)
        ],
        key="bench",
    )
    chosen = store.clients()[0].id
    store.record_profile(chosen, Profile.from_estimate(5.5, 2.5, assessed_on=today), key="bench-profile")
    token = sign_in(home, "ada", PASSPHRASE, "127.0.0.1")
    home.engine.dispose()
    return token, chosen


def many(page: Page, times: int) -> float:
    """Median seconds of a rerun."""
    page.rerun()
    return statistics.median(page.rerun() for _ in range(times))


def saves(page: Page, client: str, times: int) -> tuple[float, float]:
    """Median seconds of one tap, which saves the draft, and of saving a complete form, until the result is drawn."""
    taps, saved = [], []
    for _ in range(times):
        for name in FORM:
            page.choose(f"entry:{client}:{name}", "1" if name.endswith("tension") else "6")
            taps.append(page.rerun())
        saved.append(page.rerun(press="save-session"))
        assert "Saved." in page.said, "the session was not saved"
        page.forget()
        page.rerun(press="log-another")
    return statistics.median(taps), statistics.median(saved)


def main() -> None:
    """Run and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=60, help="reruns per page")
    times = options.parse_args().times
    rows: list[tuple[str, float, float | None]] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        token, client = fill(data)
        cookie = f"alliance={token}"
        app = serving(["-m", "alliance_monitor", "serve"], "/ready", data)
        yardstick = serving(
            ["-m", "streamlit", "run", "benchmarks/empty_page.py"], "/_stcore/health", Path(folder) / "none"
        )
        with yardstick as (bare, _), app as (port, ready):
            empty = Page.open(bare)
            # Before and after, so that a machine that slows down meanwhile shows.
            first = many(empty, times)
            rows.append(("caseload, 40 clients × 20 sessions", many(Page.open(port, cookie), times), 4.0))
            rows.append(
                ("client's page", many(Page.open(port, cookie, page="client", query=f"client={client}"), times), None)
            )
            form = Page.open(port, cookie, page="session", query=f"client={client}")
            tap, save = saves(form, client, max(5, times // 4))
            rows.append(("one tap in the session form, draft kept", tap, None))
            rows.append(("saving a session, the result drawn", save, 3.0))
            last = many(empty, times)
    base = (first + last) / 2
    print(f"{'page':44}{'median':>10}{'ratio':>8}{'target':>8}")
    print(f"{'empty Streamlit page (before, after)':44}{first * 1e3:6.1f}, {last * 1e3:.1f} ms")
    for name, seconds, target in rows:
        print(f"{name:44}{seconds * 1e3:7.1f} ms{seconds / base:8.2f}{f'≤ {target:g}' if target else '':>8}")
    print(f"{'from start to /ready':44}{ready:8.2f} s{'':8}{'≤ 5 s':>8}")


if __name__ == "__main__":
    main()
