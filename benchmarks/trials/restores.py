"""Backups taken while others write, each restored and compared."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from alliance_monitor.errors import AllianceError
from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import begun, complaints, entry, opened
from db.backup import back_up, restored
from db.crypto import vault_of
from db.store import Store

WRITERS = 2


def run(times: int, folder: Path) -> Outcome:
    """Take `times` backups under write load; each must be a consistent snapshot with every write before it."""
    settings, actor, client_id = begun(folder)
    stop, wrong, acknowledged = Event(), [], set[str]()
    with opened(settings) as home:
        store = Store(actor, home)
        with home.read() as tx:
            ring = vault_of(tx).ring

        def work(writer: int) -> None:
            number = writer
            while not stop.is_set():
                acknowledged.add(store.record_session(client_id, entry(number % 900), key=f"trial-{number}"))
                number += WRITERS

        with ThreadPoolExecutor(WRITERS) as pool:
            workers = [pool.submit(work, writer) for writer in range(WRITERS)]
            try:
                for number in range(times):
                    before = set(acknowledged)
                    made = back_up(home, ring, folder / f"backup-{number}")
                    try:
                        with restored(made.file, ring, settings, folder) as (_, engine):
                            wrong += complaints(type(home)(engine, home.place), before)
                    except AllianceError as error:
                        wrong.append(str(error))
                    made.file.unlink()
            finally:
                stop.set()
            for worker in workers:
                worker.result()
        wrong += complaints(home, acknowledged)
    return Outcome(
        "backups under write load, restored", times, f"{len(acknowledged):,} sessions meanwhile", tuple(wrong)
    )
