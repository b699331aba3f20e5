"""The demo's other people: invented therapists with simulated therapies, so that the practice has figures to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db.access import Actor, Role
from db.connection import Database
from db.derived import deferred_derivation
from db.sign_in import add_account
from db.store import Store
from demo.simulated_sessions import simulated_sessions
from demo.simulated_work import record_work
from demo.supervision_meeting import ask_for_supervision, discuss_cases

MEETING_DAYS = 21
"""Days since the last supervision meeting."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """An invented therapist, and the sign-in name of their supervisor."""

    sign_in_name: str
    name: str
    supervisor: str


COLLEAGUES = (
    Colleague("demo-sam", "Sam Demo", "demo"),
    Colleague("demo-kit", "Kit Demo", "demo"),
    Colleague("demo-mika", "Mika Demo", "demo-lou"),
    Colleague("demo-noa", "Noa Demo", "demo-lou"),
)
LOU = ("demo-lou", "Lou Demo")
"""Also supervises the demo person, who can therefore ask for supervision."""


def add_colleagues(demo: Database, store: Store, practice_id: str) -> dict[str, str]:
    """Add the accounts, which nobody can sign in to, and assign supervisors; returns account ids by sign-in name."""
    with demo.write() as tx:
        for sign_in_name, name in (LOU, *((colleague.sign_in_name, colleague.name) for colleague in COLLEAGUES)):
            role = Role.SUPERVISOR if sign_in_name == LOU[0] else Role.THERAPIST
            add_account(tx, practice_id, sign_in_name, name, "", [role])
    ids = {account.sign_in_name: account.id for account in store.colleagues()}
    for colleague in (*COLLEAGUES, Colleague("demo", "", LOU[0])):
        key = f"supervision-{colleague.sign_in_name}"
        store.assign_supervisor(ids[colleague.supervisor], ids[colleague.sign_in_name], key=key)
    return ids


def build_colleagues(demo: Database, ids: Mapping[str, str], today: date) -> None:
    """Record every colleague's work up to `today`, with a supervision meeting part of the way.

    `ids` are the account ids by sign-in name.
    """
    supervisor = Store(Actor(ids["demo"], demo.place), demo)
    meeting = today - timedelta(days=MEETING_DAYS)
    for colleague, sessions in zip(COLLEAGUES, simulated_sessions(len(COLLEAGUES), today), strict=True):
        store = Store(Actor(ids[colleague.sign_in_name], demo.place), demo)
        supervised_by_visitor = colleague.supervisor == "demo"
        before = [session for session in sessions if (session.entry.held_on or date.max) <= meeting]
        after = [session for session in sessions if (session.entry.held_on or date.max) > meeting]
        store.import_sessions(before, key=f"demo-before-{colleague.sign_in_name}")
        if supervised_by_visitor:
            discuss_cases(store, supervisor, meeting, today, {session.client_code for session in after})
        store.import_sessions(after, key=f"demo-after-{colleague.sign_in_name}")
        with deferred_derivation(demo):
            for client in store.clients():
                record_work(store, client, today)
        if supervised_by_visitor:
            ask_for_supervision(store, share_notes=colleague.sign_in_name == "demo-sam")
