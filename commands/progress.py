"""How far long work is, in lines on stderr."""

from __future__ import annotations

import sys
from dataclasses import dataclass

STEPS = 10
"""Lines per piece of work: enough to see it move, few enough for a log."""


@dataclass(slots=True)
class Progress:
    """Called with (done, total) as often as the work likes; prints a line whenever a tenth more is done."""

    what: str
    shown: int = 0

    def __call__(self, done: int, total: int) -> None:
        step = STEPS * done // total if total > 0 else STEPS
        if step > self.shown:
            self.shown = step
            print(f"{self.what}: {done:,} of {total:,}", file=sys.stderr, flush=True)
