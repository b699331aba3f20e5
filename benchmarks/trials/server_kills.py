"""The running app is killed (SIGKILL) again and again while somebody logs sessions."""

from __future__ import annotations

import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from benchmarks.pages import free_port
from benchmarks.trials.app import fill_in, session_page, started
from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import PASSPHRASE, begun, opened
from db.audit import verify
from db.configuration import Configuration
from db.sign_in import sign_in

LONGEST = 0.6


def run(times: int, folder: Path) -> Outcome:
    """Kill the server `times` times; a session counts as acknowledged when the page has said “Saved.”"""
    settings, _, client_id = begun(folder)
    rng, saved, wrong = random.Random(2), 0, []
    for number in range(times):
        with opened(settings) as home:
            cookie = f"alliance={sign_in(home, 'ada', PASSPHRASE, '127.0.0.1')}"
        before = _sessions(settings)
        told = _killed(settings, cookie, client_id, rng.uniform(0, LONGEST))
        there = _sessions(settings) - before
        # One more may be stored that the app was killed before confirming; each is a single tap on a button.
        if not told <= there <= told + 1:
            wrong.append(f"kill {number + 1}: {told} said to be saved, {there} there")
        saved += told
    with opened(settings) as home:
        wrong += verify(home).findings
        with home.read() as tx:
            if tx.scalar(text("SELECT count(*) FROM ratings")) != 2 * int(
                tx.scalar(text("SELECT count(*) FROM therapy_sessions")) or 0
            ):
                wrong.append("a session without both its ratings")
    return Outcome("app killed while people save", times, f"{saved:,} sessions said to be saved", tuple(wrong))


def _sessions(settings: Configuration) -> int:
    with opened(settings) as home, home.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM therapy_sessions")) or 0)


def _killed(settings: Configuration, cookie: str, client_id: str, after: float) -> int:
    """Start the app, log sessions, kill it `after` seconds after the first; returns how many were confirmed."""
    port, told = free_port(), []
    process = started(settings, port)
    first = threading.Event()

    def work() -> None:
        with suppress(Exception):  # the server is gone: that is the trial
            page = session_page(port, cookie, client_id)
            while True:
                fill_in(page, client_id)
                page.rerun(press="save-session")
                if "Saved." not in page.said:
                    return
                told.append(True)
                first.set()
                page.forget()
                page.rerun(press="log-another")

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    first.wait(timeout=90)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    worker.join(timeout=90)
    return len(told)
