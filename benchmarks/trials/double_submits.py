"""Every save is sent twice at the same time, as an impatient double click does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import begun, complaints, entry, opened
from db.store import Store

THREADS = 8


def run(times: int, folder: Path) -> Outcome:
    """Send `times` sessions twice each from parallel threads; both must get the same answer for one row."""
    settings, actor, client_id = begun(folder)
    wrong = []
    with opened(settings) as home:
        store = Store(actor, home)

        def send(number: int) -> tuple[int, str]:
            return number, store.record_session(client_id, entry(number), key=f"trial-{number}")

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(send, (number for pair in range(times) for number in (pair, pair))))
        if len(set(answers)) != times:
            wrong.append(f"{len(set(answers))} different answers")
        wrong += complaints(home, {made for _, made in answers})
        with home.read() as tx:
            rows = tx.exec_driver_sql("SELECT count(*) FROM therapy_sessions").scalar()
        if rows != times:
            wrong.append(f"{rows} rows")
    return Outcome("double submits", times, f"{rows:,} rows", tuple(wrong))
