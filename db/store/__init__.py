"""The store: everything a person may read and write, in one transaction a call."""

from __future__ import annotations

from db.access import Actor, require_policies
from db.opening import database
from db.store.account.account import OpenVisit, OwnAccount, Person
from db.store.account.own_identities import OwnIdentities
from db.store.account.own_second_factor import OwnSecondFactor
from db.store.account.training import Practising
from db.store.administration.audit_log import AuditFilter, AuditLog, AuditPage, AuditRow
from db.store.administration.backups import BackupAttempt, Backups, BackupStatus
from db.store.administration.erasures import Erasures, Expired
from db.store.administration.people import Colleague, People
from db.store.practice.detection_settings import ChangeOfDetection, DetectionSettingsOfPractice
from db.store.practice.practice import PracticeMeasures
from db.store.supervision.emergencies import Emergencies, Notice, OpenedClient
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
    "ChangeOfDetection",
    "Colleague",
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
    Practising,
    Emergencies,
    ClientFiles,
    OwnAccount,
    OwnIdentities,
    OwnSecondFactor,
    People,
    Supervisions,
    Supervising,
    PracticeMeasures,
    AuditLog,
    Backups,
    Erasures,
    DetectionSettingsOfPractice,
):
    """One person's reach; every public method is one transaction and declares who may call it."""


def open_store(actor: Actor) -> Store:
    """Open the store as this person. Whether they still may is read anew in every call."""
    return Store(actor, database(actor.place))
