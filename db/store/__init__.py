"""The store: everything a person may read and write, in one transaction a call."""

from __future__ import annotations

from db.access import Actor, require_policies
from db.database import database
from db.store.account import OpenVisit, OwnAccount, Person
from db.store.audit_log import AuditFilter, AuditLog, AuditPage, AuditRow
from db.store.backups import Backups, BackupStanding, BackupTry
from db.store.client_files import ClientFiles
from db.store.clients import Clients
from db.store.detecting import ChangeOfDetection, DetectionSettingsOfPractice
from db.store.drafts import Drafts
from db.store.emergencies import Emergencies, Notice, OpenedClient
from db.store.episodes import Episodes
from db.store.erasures import Erasures, Expired
from db.store.handover import Handover
from db.store.imports import ImportOutcome, Imports
from db.store.judgements import Judgements
from db.store.links import Links, NewLink
from db.store.own_identities import OwnIdentities
from db.store.people import Colleague, People
from db.store.practice import PracticeMeasures
from db.store.practising import Practising
from db.store.second_steps import SecondSteps
from db.store.sessions import Sessions
from db.store.supervising import Supervising
from db.store.supervisions import SupervisionRow, Supervisions

__all__ = [
    "AuditFilter",
    "AuditPage",
    "AuditRow",
    "BackupStanding",
    "BackupTry",
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
    SecondSteps,
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
