"""Where one therapy stands, kept so that the next session can be added without looking at the ones before.

A standing is what all sessions so far come to: the detector's state, what the caseload shows, what the practice's
months count. `standing_of` makes it from the whole history; `append` adds the newest session in constant time and gives
the same. Anything else – a correction, a session in the middle, a decision – makes it anew.
"""

from __future__ import annotations

from alliance_monitor.therapy.snapshot.making import append, follows, over_ruptures, pattern_of, standing_of, summarise
from alliance_monitor.therapy.snapshot.many import Held, Therapy, standings
from alliance_monitor.therapy.snapshot.session_outcome import Sitting
from alliance_monitor.therapy.snapshot.snapshot import Standing

__all__ = [
    "Held",
    "Sitting",
    "Standing",
    "Therapy",
    "append",
    "follows",
    "over_ruptures",
    "pattern_of",
    "standing_of",
    "standings",
    "summarise",
]
