"""Supervision: which cases need the meeting, de-identified, and what happened after it."""

from alliance_monitor.supervision.agenda import Agenda, AgendaItem, Reason, SupervisedCase, agenda, sign_of
from alliance_monitor.supervision.case import Case, OwnCase
from alliance_monitor.supervision.case_snapshot import CaseSnapshot, changes_between
from alliance_monitor.supervision.deidentify import deidentified
from alliance_monitor.supervision.discussion import QUESTION_LENGTH, Discussion, PastDiscussion, Request, RequestEntry
from alliance_monitor.supervision.label import case_label

__all__ = [
    "QUESTION_LENGTH",
    "Agenda",
    "AgendaItem",
    "Case",
    "CaseSnapshot",
    "Discussion",
    "OwnCase",
    "PastDiscussion",
    "Reason",
    "Request",
    "RequestEntry",
    "SupervisedCase",
    "agenda",
    "case_label",
    "changes_between",
    "deidentified",
    "sign_of",
]
