"""PostgreSQL is killed (SIGKILL) again and again under a writer that carries on."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from pathlib import Path

from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import begun, complaints, entry, opened
from db.connection import NoAnswerError
from db.store import Store
from tests.support.postgres import PostgresServer, cluster, start

LONGEST = 0.4
"""Seconds a server runs at most before it is killed."""


def run(times: int, folder: Path) -> Outcome:
    """Kill the server `times` times; the single writer retries what was not acknowledged, and only that."""
    with cluster() as server:
        running = start(server)
        server.make_owner()
        settings, actor, client_id = begun(folder, database=server.new("practice"))
        done, acknowledged, wrong = threading.Event(), {}, []
        with opened(settings) as home:
            store, broken = Store(actor, home), 0

            def write() -> None:
                nonlocal broken
                number = 0
                while not done.is_set():
                    try:
                        made = store.record_session(client_id, entry(number), key=f"trial-{number}")
                        acknowledged[number] = made
                        number += 1
                    except NoAnswerError:
                        broken += 1
                        time.sleep(0.02)
                    except Exception as error:  # noqa: BLE001 - any other error is what is counted
                        wrong.append(f"refused with {type(error).__name__}")
                        return

            writer = threading.Thread(target=write, daemon=True)
            writer.start()
            rng = random.Random(5)
            for _ in range(times):
                before = len(acknowledged)
                while len(acknowledged) == before and not wrong:
                    time.sleep(0.01)
                time.sleep(rng.uniform(0, LONGEST))
                running.send_signal(signal.SIGKILL)
                running.wait()
                running = _again(server)
            done.set()
            writer.join(timeout=60)
            wrong += complaints(home, set(acknowledged.values()))
            if len(set(acknowledged.values())) != len(acknowledged):
                wrong.append("two sends made one session")
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
    found = f"{len(acknowledged):,} acknowledged sessions"
    return Outcome("PostgreSQL killed while writing", times, found, tuple(wrong))


def _again(server: PostgresServer) -> subprocess.Popen[bytes]:
    """Restart it; processes of the killed server may lock the data folder for a moment."""
    until = time.monotonic() + 60
    while True:
        try:
            return start(server)
        except AssertionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
