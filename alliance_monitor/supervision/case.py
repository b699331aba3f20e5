"""One case on the table: its course without identity, what was asked, and what was said about it before."""

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
    """What a therapist sees of supervision about their own client: its label there, and what was decided."""

    label: str
    supervised: bool
    request: Request | None
    discussions: tuple[PastDiscussion, ...]
