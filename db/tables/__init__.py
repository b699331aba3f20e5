"""The tables. Rows record what people said and did; what rules derive is in `derived_*` tables.

Ids are opaque random text, so nothing can be read or guessed from a URL.
"""

from __future__ import annotations

from db.tables.audit import AuditEntry, AuditHead
from db.tables.backups import BackupRun
from db.tables.base import Base, new_id
from db.tables.derived import DERIVED_MONTHS, DERIVED_THERAPIST_MONTHS, DerivedCourse
from db.tables.detection import DetectionChange
from db.tables.emergency import EmergencyAccess, EmergencyNotice
from db.tables.handover import AccountPin, VisitLock
from db.tables.links import ClientLine, ClientLink
from db.tables.people import (
    Account,
    AccountRole,
    IdentityFlow,
    Practice,
    ProvidedIdentity,
    RecoveryCode,
    SecondFactor,
    SignInAttempt,
    SignInStep,
    Supervision,
    Visit,
)
from db.tables.repair import BondAssessment, EpisodeEvent, FlagDecision, PromptVerdict, TalkCount
from db.tables.supervision import SupervisionDiscussion, SupervisionRequest
from db.tables.therapies import AttachmentProfile, Client, Note, OutcomeAnswers, Rating, RuptureMarker, TherapySession
from db.tables.work import CodingAttempt, DataKey, Draft, Write

__all__ = [
    "DERIVED_MONTHS",
    "DERIVED_THERAPIST_MONTHS",
    "Account",
    "AccountPin",
    "AccountRole",
    "AttachmentProfile",
    "AuditEntry",
    "AuditHead",
    "BackupRun",
    "Base",
    "BondAssessment",
    "Client",
    "ClientLine",
    "ClientLink",
    "CodingAttempt",
    "DataKey",
    "DerivedCourse",
    "DetectionChange",
    "Draft",
    "EmergencyAccess",
    "EmergencyNotice",
    "EpisodeEvent",
    "FlagDecision",
    "IdentityFlow",
    "Note",
    "OutcomeAnswers",
    "Practice",
    "PromptVerdict",
    "ProvidedIdentity",
    "Rating",
    "RecoveryCode",
    "RuptureMarker",
    "SecondFactor",
    "SignInAttempt",
    "SignInStep",
    "Supervision",
    "SupervisionDiscussion",
    "SupervisionRequest",
    "TalkCount",
    "TherapySession",
    "Visit",
    "VisitLock",
    "Write",
    "new_id",
]
