"""What people said and saw, validated in one place: ratings, appointments, signs of rupture, free text."""

from alliance_monitor.records.entry import Attendance, ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import (
    ALLIANCE_HIGH,
    ALLIANCE_LOW,
    TENSION_NONE,
    TENSION_SEVERE,
    Rater,
    Rating,
    Seven,
    StrainDomain,
)
from alliance_monitor.records.retention import keep_until
from alliance_monitor.records.rupture import (
    MARKERS,
    NOT_A_RUPTURE,
    Episode,
    Observation,
    Observer,
    RepairContext,
    RuptureType,
    marker,
    propose_type,
)
from alliance_monitor.records.text import NOTE_LENGTH, Code, Identifier, Name, NoteText, clean_text, one_line

__all__ = [
    "ALLIANCE_HIGH",
    "ALLIANCE_LOW",
    "MARKERS",
    "NOTE_LENGTH",
    "NOT_A_RUPTURE",
    "TENSION_NONE",
    "TENSION_SEVERE",
    "Attendance",
    "ClientEntry",
    "Code",
    "Ending",
    "Episode",
    "Identifier",
    "Name",
    "NoteText",
    "Observation",
    "Observer",
    "Rater",
    "Rating",
    "RepairContext",
    "RuptureType",
    "SessionEntry",
    "Seven",
    "StrainDomain",
    "clean_text",
    "keep_until",
    "marker",
    "one_line",
    "propose_type",
]
