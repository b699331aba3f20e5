"""One whole therapy: its history, its course as the rules judge it, and the signals of its newest session."""

from alliance_monitor.therapy.caseload import MODEL_VERSION, CaseloadRow, Summary, caseload
from alliance_monitor.therapy.completeness import REMINDERS, completeness
from alliance_monitor.therapy.course import Course, Flag, course, records
from alliance_monitor.therapy.history import (
    Client,
    Decision,
    FlagDecision,
    History,
    Link,
    PromptVerdict,
    RecordedRating,
    SessionRecord,
)
from alliance_monitor.therapy.phase import phase_of
from alliance_monitor.therapy.signals import signals

__all__ = [
    "MODEL_VERSION",
    "REMINDERS",
    "CaseloadRow",
    "Client",
    "Course",
    "Decision",
    "Flag",
    "FlagDecision",
    "History",
    "Link",
    "PromptVerdict",
    "RecordedRating",
    "SessionRecord",
    "Summary",
    "caseload",
    "completeness",
    "course",
    "phase_of",
    "records",
    "signals",
]
