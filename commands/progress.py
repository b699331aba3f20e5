"""Progress of long work, printed on stderr."""

from __future__ import annotations

import sys
from dataclasses import dataclass

STEPS = 10
"""Lines per piece of work: enough to see it move, few enough for a log."""


@dataclass(slots=True)
class Progress:
    """Called with (done, total) as often as convenient; prints a line for each further tenth."""

    what: str
    shown: int = 0

    def __call__(self, done: int, total: int) -> None:
        step = STEPS * done // total if total > 0 else STEPS
        if step > self.shown:
            self.shown = step
            print(f"{self.what}: {done:,} of {total:,}", file=sys.stderr, flush=True)
