"""Python's search for memory that nobody refers to any more, at times of our choosing.

The search through everything that has lived for long holds the whole process up, with 200 people at work for half a
second and more, again and again (docs/reliability.md). What is young is still searched all the time.
"""

from __future__ import annotations

import gc

COLLECT_SECONDS = 300.0
"""How often what has lived for long is searched; what may pile up until then is small."""

YOUNG, MIDDLE, NEVER = 700, 10, 1_000_000
"""Python's own thresholds for the young; and one for the old that is not reached between two sweeps."""


def configure_gc() -> None:
    """Leave out of all searches what is loaded by now, because it stays; and search the old only in `collect`.

    What is unused by now stays as well: some two thousand small things, not worth a tenth of the start to look for.
    """
    gc.freeze()
    gc.enable()  # `serve` puts it off until all is loaded
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


def collect() -> None:
    """Search everything once."""
    gc.collect()
