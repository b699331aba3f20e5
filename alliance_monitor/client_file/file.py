"""The whole file. No field is removed or given another meaning without a new version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from alliance_monitor.client_file.entries import (
    AppointmentEntry,
    DecisionEntry,
    DiscussionEntry,
    DraftEntry,
    EmergencyEntry,
    EpisodeEntry,
    LineEntry,
    LinkEntry,
    LookEntry,
    OutcomeEntry,
    Part,
    ProfileEntry,
    SupervisionRequestEntry,
    VerdictEntry,
)
from alliance_monitor.client_file.units import InstrumentPart, Scale
from alliance_monitor.records import Ending


class Made(Part):
    """When the file was made, by whom, in which practice."""

    at: datetime
    by: str
    practice: str


class Therapy(Part):
    """The client under the practice's code, with therapist, start and ending."""

    code: str
    therapist: str
    started_on: date | None
    ended_on: date | None
    ending: Ending | None
    added_at: datetime


class Supervised(Part):
    """What supervision asked, said and decided about the therapy."""

    requests: tuple[SupervisionRequestEntry, ...] = ()
    discussions: tuple[DiscussionEntry, ...] = ()


class ClientFile(Part):
    """Everything recorded about one client, oldest first in each list."""

    format: Literal["alliance-monitor/client-file"] = "alliance-monitor/client-file"
    version: Literal[1] = 1
    made: Made
    therapy: Therapy
    scales: tuple[Scale, ...]
    instruments: tuple[InstrumentPart, ...]
    sessions: tuple[AppointmentEntry, ...] = ()
    lines: tuple[LineEntry, ...] = ()
    attachment: tuple[ProfileEntry, ...] = ()
    outcomes: tuple[OutcomeEntry, ...] = ()
    decisions: tuple[DecisionEntry, ...] = ()
    episodes: tuple[EpisodeEntry, ...] = ()
    prompts: tuple[VerdictEntry, ...] = ()
    supervision: Supervised = Supervised()
    links: tuple[LinkEntry, ...] = ()
    drafts: tuple[DraftEntry, ...] = ()
    emergencies: tuple[EmergencyEntry, ...] = ()
    looks: tuple[LookEntry, ...] = ()
    """Who did what with these data, by the audit log."""

    def to_json(self) -> bytes:
        """The file as JSON in UTF-8."""
        return self.model_dump_json(indent=2).encode()
