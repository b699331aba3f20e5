"""One case under discussion: its course, de-identified, what was asked, and earlier discussions."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.supervision.discussion import PastDiscussion, Request
from alliance_monitor.therapy import History


@dataclass(frozen=True, slots=True)
class Case:
    """What a supervisor sees of one therapy; `history` is de-identified, discussions are newest first."""

    history: History
    therapist: str
    request: Request | None
    discussions: tuple[PastDiscussion, ...]
    notes_shared: bool


@dataclass(frozen=True, slots=True)
class OwnCase:
    """What a therapist sees of supervision of their own client: the case's label, and what was decided."""

    label: str
    supervised: bool
    request: Request | None
    discussions: tuple[PastDiscussion, ...]
