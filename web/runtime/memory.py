"""Garbage collection of long-lived objects, at times of our choosing.

A full collection pauses the whole process: half a second and more with 200 people at work, again and again
(docs/reliability.md). Young objects are still collected all the time.
"""

from __future__ import annotations

import gc

COLLECT_SECONDS = 300.0
"""How often a full collection runs; little garbage piles up in between."""

YOUNG, MIDDLE, NEVER = 700, 10, 1_000_000
"""Python's own thresholds for the younger generations, and one the oldest does not reach between two collections."""


def configure_gc() -> None:
    """Exempt everything loaded so far from collection, because it stays; leave the oldest generation to `collect`.

    Garbage that exists now stays too: some two thousand small objects, not worth a tenth of the start-up time.
    """
    gc.freeze()
    gc.enable()  # `commands.serve` disables it while the app loads
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


def collect() -> None:
    """Run one full collection."""
    gc.collect()
