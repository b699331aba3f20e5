"""The trials of `make durability`, a few times each: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest

from benchmarks.durability import TRIALS
from db.connection import database as database_module
from db.connection.database import Database
from db.connection.write_errors import BusyError, NotStoredError
from db.connection.write_queue import WriteQueue

# Killing one of two copies of the app is tried in tests/trials/test_two_replicas.py.
FEW = {
    "writer-kills": 4,
    "server-kills": 1,
    "database-kills": 2,
    "full-disk": 3,
    "double-submits": 40,
    "malformed-files": 400,
    "restores": 2,
}


@pytest.mark.parametrize("name", FEW)
def test_nothing_is_lost(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_CONFIG", str(tmp_path / "none.toml"))
    trial, usual = TRIALS[name]
    found = trial(FEW[name], tmp_path)
    assert found.wrong == ()
    assert found.tried == FEW[name] < usual


def test_a_full_disk_is_reported_in_a_sentence() -> None:
    assert "not saved" in str(NotStoredError())
    assert "full" in str(NotStoredError())


def test_writers_are_served_in_order_of_arrival() -> None:
    queue, served, waiting = WriteQueue(), [], []
    with queue.wait(10):
        for number in range(8):
            thread = Thread(target=lambda number=number: _serve(queue, served, number))
            thread.start()
            waiting.append(thread)
            while len(queue._waiting) <= number:
                pass
    for thread in waiting:
        thread.join()
    assert served == list(range(8))


def _serve(queue: WriteQueue, served: list[int], number: int) -> None:
    with queue.wait(10):
        served.append(number)


def test_a_write_lock_timeout_leaves_the_queue_and_the_others_go_on() -> None:
    queue, held, done = WriteQueue(), Event(), Event()

    def hold() -> None:
        with queue.wait(10):
            held.set()
            done.wait(10)

    with ThreadPoolExecutor(2) as pool:
        holder = pool.submit(hold)
        assert held.wait(10)
        with pytest.raises(BusyError), queue.wait(0.01):
            pass
        done.set()
        holder.result()
    with queue.wait(0.01):
        pass


def test_a_write_within_a_write_is_refused_instead_of_deadlocking(
    practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "WRITE_LOCK_SECONDS", 0.02)
    with practice.write(), pytest.raises(BusyError, match="not saved"), practice.write():
        pass
    with practice.write():
        pass
