"""Supervision: which cases need the meeting, each without identity, and what became of what was decided."""

from alliance_monitor.supervision.agenda import Agenda, AgendaItem, Need, SupervisedCase, agenda, sign_of
from alliance_monitor.supervision.case import Case, OwnCase
from alliance_monitor.supervision.deidentify import deidentified
from alliance_monitor.supervision.discussion import QUESTION_LENGTH, Discussion, PastDiscussion, Request, RequestEntry
from alliance_monitor.supervision.label import case_label
from alliance_monitor.supervision.stood import Stood, changes, stands

__all__ = [
    "QUESTION_LENGTH",
    "Agenda",
    "AgendaItem",
    "Case",
    "Discussion",
    "Need",
    "OwnCase",
    "PastDiscussion",
    "Request",
    "RequestEntry",
    "Stood",
    "SupervisedCase",
    "agenda",
    "case_label",
    "changes",
    "deidentified",
    "sign_of",
    "stands",
]
