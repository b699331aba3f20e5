"""A writer is killed (SIGKILL) again and again in the middle of writing."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from pathlib import Path

from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import begun, complaints, entry, opened
from db.access import Actor
from db.configuration import Configuration
from db.store import Store

LONGEST = 0.25
"""Seconds a writer runs at most before it is killed."""


def run(times: int, folder: Path) -> Outcome:
    """Kill a writer `times` times; it acknowledges each session on a pipe after the store has returned."""
    settings, actor, client_id = begun(folder)
    rng, acknowledged, wrong, next_number = random.Random(1), {}, [], 0
    for _ in range(times):
        acknowledged |= _killed(settings, actor, client_id, next_number, rng.uniform(0, LONGEST))
        next_number = max(acknowledged, default=-1) + 1
        with opened(settings) as home:
            # What was not acknowledged may be stored or not; after a retry it must be there once.
            again = Store(actor, home).record_session(client_id, entry(next_number), key=f"trial-{next_number}")
            acknowledged[next_number] = again
            next_number += 1
    with opened(settings) as home:
        wrong += complaints(home, set(acknowledged.values()))
        if len(set(acknowledged.values())) != len(acknowledged):
            wrong.append("two sends made one session")
    return Outcome("writer killed while writing", times, f"{len(acknowledged):,} acknowledged sessions", tuple(wrong))


def _killed(settings: Configuration, actor: Actor, client_id: str, first: int, after: float) -> dict[int, str]:
    """Let a process write from session `first` on, and kill it `after` seconds after its first acknowledgement."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            with opened(settings) as home:
                number = first
                while True:
                    made = Store(actor, home).record_session(client_id, entry(number), key=f"trial-{number}")
                    os.write(writer, f"{number} {made}\n".encode())
                    number += 1
        finally:
            os._exit(1)
    os.close(writer)
    select.select([reader], [], [], 60)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    told = b""
    while piece := os.read(reader, 1 << 16):
        told += piece
    os.close(reader)
    lines = told.decode().split("\n")[:-1]  # the last line may be truncated
    return {int(number): made for number, made in (line.split() for line in lines)}
