"""Where one therapy stands, kept so that the next session can be added without reading the ones before.

A snapshot is what all sessions so far add up to: the detector's state, what the caseload shows, what the practice's
monthly counts contain. `snapshot_of` builds it from the whole history; `append_session` adds the newest session in
constant time and gives the same. After anything else – a correction, a session in the middle, a decision – it is
rebuilt.
"""

from __future__ import annotations

from alliance_monitor.therapy.snapshot.batch import snapshots_of
from alliance_monitor.therapy.snapshot.build import append_session, is_next_session, snapshot_of
from alliance_monitor.therapy.snapshot.rows import SessionRow, TherapyRows
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot

__all__ = [
    "SessionRow",
    "TherapyRows",
    "TherapySnapshot",
    "append_session",
    "is_next_session",
    "snapshot_of",
    "snapshots_of",
]
