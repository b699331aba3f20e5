"""The disk fills up, simulated by a limit on file size (RLIMIT_FSIZE) at a different byte each time."""

from __future__ import annotations

import os
import random
import resource
import signal
from pathlib import Path

from benchmarks.trials.outcome import Outcome
from benchmarks.trials.practice import begun, complaints, entry, opened
from db.access import Actor
from db.configuration import Configuration
from db.connection import NotStoredError
from db.store import Store

ROOM = 200_000
"""Bytes the write-ahead log may grow at most before the disk is full."""


def run(times: int, folder: Path) -> Outcome:
    """Fill the disk `times` times; the app must refuse with its own error, and work again afterwards."""
    settings, actor, client_id = begun(folder)
    rng, acknowledged, wrong, refusals = random.Random(3), {}, [], 0
    for _ in range(times):
        made, refused = _filled(settings, actor, client_id, len(acknowledged), rng.randrange(ROOM))
        acknowledged |= made
        refusals += refused == NotStoredError.__name__
        if refused != NotStoredError.__name__:
            wrong.append(f"refused with {refused}")
        with opened(settings) as home:
            number = len(acknowledged)
            acknowledged[number] = Store(actor, home).record_session(client_id, entry(number), key=f"trial-{number}")
    with opened(settings) as home:
        wrong += complaints(home, set(acknowledged.values()))
    return Outcome(
        "disk full while writing", times, f"{refusals} clear refusals, {len(acknowledged):,} sessions", tuple(wrong)
    )


def _filled(settings: Configuration, actor: Actor, client_id: str, first: int, room: int) -> tuple[dict[int, str], str]:
    """Write until the disk is full; returns what was acknowledged, and the name of the error."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        told = os.fdopen(writer, "w")
        try:
            with opened(settings) as home:
                store, number = Store(actor, home), first
                store.clients()
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                largest = max(file.stat().st_size for file in settings.data.iterdir())
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, resource.RLIM_INFINITY))
                try:
                    while True:
                        made = store.record_session(client_id, entry(number), key=f"trial-{number}")
                        told.write(f"{number} {made}\n")
                        number += 1
                except Exception as error:  # noqa: BLE001 - which error it is, is the question
                    told.write(f"error {type(error).__name__}\n")
                    told.flush()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        lines = [line.split() for line in pipe]
    os.waitpid(process, 0)
    *made, (_, error) = lines
    return {int(number): session for number, session in made}, error
