"""Where one therapy stands, kept so that the next session can be added without reading the ones before.

A snapshot is what all sessions so far add up to: the detector's state, what the caseload shows, what the practice's
monthly counts contain. `snapshot_of` builds it from the whole history; `append_session` adds the newest session in
constant time and gives the same. After anything else – a correction, a session in the middle, a decision – it is
rebuilt.
"""

from __future__ import annotations

from alliance_monitor.therapy.snapshot.making import (
    append_session,
    closed_ruptures,
    is_next_session,
    pattern_of,
    snapshot_of,
)
from alliance_monitor.therapy.snapshot.many import SessionRow, Therapy, snapshots_of
from alliance_monitor.therapy.snapshot.session_outcome import SessionOutcome
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot

__all__ = [
    "SessionOutcome",
    "SessionRow",
    "Therapy",
    "TherapySnapshot",
    "append_session",
    "closed_ruptures",
    "is_next_session",
    "pattern_of",
    "snapshot_of",
    "snapshots_of",
]
