"""The store: everything a person may read and write, each call in a transaction of its own."""

from __future__ import annotations

from db.access import Actor
from db.opening import database
from db.store.account.account import OpenVisit, OwnAccount, Person
from db.store.account.own_identities import OwnIdentities
from db.store.account.own_second_factor import OwnSecondFactor
from db.store.account.training import Training
from db.store.administration.audit_log import AuditFilter, AuditLog, AuditPage, AuditRow
from db.store.administration.backups import BackupAttempt, Backups, BackupStatus
from db.store.administration.erasures import Erasures, Expired
from db.store.administration.people import Colleague, People
from db.store.policy import require_policies
from db.store.practice.detection_settings import DetectionSettingsChange, DetectionSettingsOfPractice
from db.store.practice.practice import PracticeMeasures
from db.store.supervision.emergencies import Emergencies, Notice, OpenedClient
from db.store.supervision.own_cases import OwnCases
from db.store.supervision.supervising import Supervising
from db.store.supervision.supervisions import SupervisionRow, Supervisions
from db.store.therapy.client_files import ClientFiles
from db.store.therapy.clients import Clients
from db.store.therapy.drafts import Drafts
from db.store.therapy.episodes import Episodes
from db.store.therapy.handover import Handover
from db.store.therapy.imports import ImportOutcome, Imports
from db.store.therapy.judgements import Judgements
from db.store.therapy.links import Links, NewLink
from db.store.therapy.sessions import Sessions

__all__ = [
    "AuditFilter",
    "AuditPage",
    "AuditRow",
    "BackupAttempt",
    "BackupStatus",
    "Colleague",
    "DetectionSettingsChange",
    "Expired",
    "ImportOutcome",
    "NewLink",
    "Notice",
    "OpenVisit",
    "OpenedClient",
    "Person",
    "Store",
    "SupervisionRow",
    "open_store",
]


@require_policies
class Store(
    Clients,
    Sessions,
    Drafts,
    Imports,
    Judgements,
    Episodes,
    Links,
    Handover,
    Training,
    Emergencies,
    ClientFiles,
    OwnAccount,
    OwnIdentities,
    OwnSecondFactor,
    People,
    Supervisions,
    Supervising,
    OwnCases,
    PracticeMeasures,
    AuditLog,
    Backups,
    Erasures,
    DetectionSettingsOfPractice,
):
    """Everything one person may do; every public method declares who may call it and in which transaction."""


def open_store(actor: Actor) -> Store:
    """Open the store as this person. Every call checks again whether they still may make it."""
    return Store(actor, database(actor.place))
