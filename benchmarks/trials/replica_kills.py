"""Two replicas of the app on one PostgreSQL server, behind a proxy: one is killed while people fill in a session."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from alliance_monitor.records import ClientEntry
from benchmarks.pages import free_port
from benchmarks.trials.app import SECONDS_TO_START, fill_in, session_page, started
from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import PASSPHRASE, START, begun, opened
from db.configuration import Configuration
from db.sign_in import sign_in
from db.store import Store
from tests.support.postgres import serving
from tests.support.proxy import proxy

PEOPLE = 4
"""Browsers, each with its own visit and a session of another client begun; half of them on each replica."""


def run(times: int, folder: Path) -> Outcome:
    """Kill one replica `times` times, alternating; everybody must still be signed in and save what they had begun."""
    with serving() as server:
        settings, actor, first = begun(folder, database=server.new("practice"))
        with opened(settings) as home:
            store = Store(actor, home)
            clients = [first]
            clients += [
                store.add_client(ClientEntry(code=f"T-{n}", started_on=START - timedelta(days=n)), key=f"client-{n}")
                for n in range(2, PEOPLE + 1)
            ]
        ports = [free_port(), free_port()]
        copies = [started(settings, port) for port in ports]
        try:
            for port in ports:
                _wait(port)
            wrong: list[str] = []
            saved = 0
            with proxy(*ports) as door:
                for number in range(times):
                    dead = number % len(copies)
                    found, refused = _round(settings, door, clients, copies[dead])
                    saved += found
                    wrong += [f"kill {number + 1}: {refusal}" for refusal in refused]
                    copies[dead] = started(settings, ports[dead])
                    _wait(ports[dead])
            with opened(settings) as home:
                kept = sum(len(Store(actor, home).history(client).sessions) for client in clients)
            if kept != times * PEOPLE:
                wrong.append(f"{kept} sessions for {times * PEOPLE} that were saved")
        finally:
            for copy in copies:
                copy.kill()
                copy.wait()
    return Outcome("one of two copies killed", times, f"{saved:,} drafts gone on with", tuple(wrong))


def _round(
    settings: Configuration, door: int, clients: list[str], dying: subprocess.Popen[bytes]
) -> tuple[int, list[str]]:
    """Begin a session in every browser, kill a replica, continue in every browser."""
    with opened(settings) as home:
        cookies = [f"alliance={sign_in(home, 'ada', PASSPHRASE, '127.0.0.1')}" for _ in clients]
    pages = [session_page(door, cookie, client) for cookie, client in zip(cookies, clients, strict=True)]
    for page, client in zip(pages, clients, strict=True):
        fill_in(page, client)
    dying.send_signal(signal.SIGKILL)
    dying.wait()
    saved, refused = 0, []
    for cookie, client in zip(cookies, clients, strict=True):
        # A browser whose replica is gone reconnects; the others continue here too, as after a reload.
        page = session_page(door, cookie, client)
        if "save-session" not in page.ids:
            refused.append("signed out")
            continue
        page.rerun(press="save-session")
        if "Saved." in page.said:
            saved += 1
        else:
            refused.append(f"not saved: {page.said}")
    return saved, refused


def _wait(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
