"""Everything recorded about one client, as a file: the client's right of access."""

from __future__ import annotations

from alliance_monitor.client_file.entries import (
    AppointmentEntry,
    BondEntry,
    DecisionEntry,
    DiscussionEntry,
    DraftEntry,
    EmergencyEntry,
    EpisodeEntry,
    EventEntry,
    Judged,
    LineEntry,
    LinkEntry,
    LookEntry,
    NoteEntry,
    OutcomeEntry,
    ProfileEntry,
    RatingEntry,
    SignEntry,
    SupervisionRequestEntry,
    TalkEntry,
    VerdictEntry,
)
from alliance_monitor.client_file.fhir import to_bundle
from alliance_monitor.client_file.file import ClientFile, Made, Supervised, Therapy
from alliance_monitor.client_file.units import instruments_of, scales

__all__ = [
    "AppointmentEntry",
    "BondEntry",
    "ClientFile",
    "DecisionEntry",
    "DiscussionEntry",
    "DraftEntry",
    "EmergencyEntry",
    "EpisodeEntry",
    "EventEntry",
    "Judged",
    "LineEntry",
    "LinkEntry",
    "LookEntry",
    "Made",
    "NoteEntry",
    "OutcomeEntry",
    "ProfileEntry",
    "RatingEntry",
    "SignEntry",
    "Supervised",
    "SupervisionRequestEntry",
    "TalkEntry",
    "Therapy",
    "VerdictEntry",
    "instruments_of",
    "scales",
    "to_bundle",
]
