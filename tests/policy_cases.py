"""Who may call what, said once more and by hand: the store's policies are held against this list.

A method that is not listed here fails the matrix, so that nobody adds one without saying whose it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from alliance_monitor.attachment import Profile
from alliance_monitor.bond import BondElements, Strength, TalkCounts
from alliance_monitor.detecting import OperatingPoint
from alliance_monitor.entry import ClientEntry, Ending, SessionEntry
from alliance_monitor.episode import Origin, Worked
from alliance_monitor.history import Decision
from alliance_monitor.importing import ImportedSession
from alliance_monitor.outcome_form import OutcomeForm
from alliance_monitor.ratings import Rater, Rating
from alliance_monitor.repair import Feedback
from alliance_monitor.rupture import Observation
from alliance_monitor.supervision import Discussion, RequestEntry
from db.access import Actor, Role
from db.accounts import add_account
from db.database import Database
from db.erasing import Reason
from db.identities import Identity
from db.store import AuditFilter, Store
from db.tables import Practice
from db.utc import now

START = date(2026, 1, 5)
TODAY = now().astimezone().date()
CODE, NOTE, QUESTION = "Willow-77", "A word nobody else may read.", "A question for the meeting."
SECRETS = (CODE, NOTE)
"""What only the client's own therapist may ever be told."""

REASON = "Their therapist is ill and the client called in distress."


class Reach(StrEnum):
    """Whose data a method is about, which decides for whom of those with the role it works."""

    OWN = "own account or own list"
    CLIENT = "a client: their therapist"
    SUPERVISED = "a client: a supervisor assigned to their therapist"
    CODE = "a client by code: their therapist, and an administrator"
    PRACTICE = "an account or assignment: the same practice"


PEOPLE = ("owner", "colleague", "supervisor", "other supervisor", "lead", "administrator", "stranger")

T, S, L, A = Role.THERAPIST, Role.SUPERVISOR, Role.PRACTICE_LEAD, Role.ADMINISTRATOR
EVERYONE = (T, S, L, A)

MATRIX: dict[str, tuple[tuple[Role, ...], Reach]] = {
    "add_client": ((T,), Reach.OWN),
    "add_colleague": ((A,), Reach.OWN),
    "add_to_episode": ((T,), Reach.CLIENT),
    "agenda": ((S,), Reach.OWN),
    "agenda_sheet": ((S,), Reach.OWN),
    "ask_for_supervision": ((T,), Reach.CLIENT),
    "assign_supervisor": ((A,), Reach.PRACTICE),
    "attempts": ((T,), Reach.OWN),
    "audit_log": ((A,), Reach.OWN),
    "back_up": ((A,), Reach.OWN),
    "backups": ((A,), Reach.OWN),
    "begin_second_step": (EVERYONE, Reach.OWN),
    "case_sheet": ((S,), Reach.SUPERVISED),
    "caseload": ((T,), Reach.OWN),
    "change_detection": ((A,), Reach.OWN),
    "change_passphrase": (EVERYONE, Reach.OWN),
    "change_roles": ((A,), Reach.PRACTICE),
    "client_file": ((T,), Reach.CLIENT),
    "clients": ((T,), Reach.OWN),
    "close_emergency": ((T, S), Reach.OWN),
    "colleagues": ((A,), Reach.OWN),
    "confirm_second_step": (EVERYONE, Reach.OWN),
    "connect_identity": (EVERYONE, Reach.OWN),
    "correct_rating": ((T,), Reach.CLIENT),
    "create_link": ((T,), Reach.CLIENT),
    "decide": ((T,), Reach.CLIENT),
    "detecting": (EVERYONE, Reach.OWN),
    "detection_changes": (EVERYONE, Reach.OWN),
    "disable_account": ((A,), Reach.PRACTICE),
    "disconnect_identity": (EVERYONE, Reach.OWN),
    "draft": ((T,), Reach.CLIENT),
    "drop_draft": ((T,), Reach.CLIENT),
    "emergency_notices": (EVERYONE, Reach.OWN),
    "enable_account": ((A,), Reach.PRACTICE),
    "end_other_visits": (EVERYONE, Reach.OWN),
    "end_supervision": ((A,), Reach.PRACTICE),
    "end_therapy": ((T,), Reach.CLIENT),
    "end_visit": (EVERYONE, Reach.OWN),
    "erase_client": ((T, A), Reach.CODE),
    "erase_expired": ((A,), Reach.OWN),
    "expired": ((A,), Reach.OWN),
    "give_code": ((A,), Reach.PRACTICE),
    "hand_over": ((T,), Reach.CLIENT),
    "has_pin": ((T,), Reach.OWN),
    "history": ((T,), Reach.CLIENT),
    "history_in_emergency": ((T, S), Reach.OWN),
    "identities": (EVERYONE, Reach.OWN),
    "import_sessions": ((T,), Reach.OWN),
    "judge_again": ((A,), Reach.OWN),
    "judge_prompt": ((T,), Reach.CLIENT),
    "keep_draft": ((T,), Reach.CLIENT),
    "link_of_day": ((T,), Reach.CLIENT),
    "logged_on": ((T,), Reach.CLIENT),
    "merge_episodes": ((T,), Reach.CLIENT),
    "new_recovery_codes": (EVERYONE, Reach.OWN),
    "note_sign": ((T,), Reach.CLIENT),
    "open_episode": ((T,), Reach.CLIENT),
    "open_in_emergency": ((T, S), Reach.OWN),
    "opened_in_emergency": ((T, S), Reach.OWN),
    "own_sheet": ((T,), Reach.CLIENT),
    "own_standing": ((T, S), Reach.OWN),
    "person": (EVERYONE, Reach.OWN),
    "practice_export": ((L,), Reach.OWN),
    "practice_months": ((L,), Reach.OWN),
    "practice_release": ((L,), Reach.OWN),
    "prove": (EVERYONE, Reach.OWN),
    "proved": (EVERYONE, Reach.OWN),
    "read_notice": (EVERYONE, Reach.OWN),
    "record_attempt": ((T,), Reach.OWN),
    "record_bond": ((T,), Reach.CLIENT),
    "record_discussion": ((S,), Reach.SUPERVISED),
    "record_outcome": ((T,), Reach.CLIENT),
    "record_profile": ((T,), Reach.CLIENT),
    "record_session": ((T,), Reach.CLIENT),
    "record_talk": ((T,), Reach.CLIENT),
    "remove_pin": ((T,), Reach.OWN),
    "remove_second_step": (EVERYONE, Reach.OWN),
    "reset_second_step": ((A,), Reach.PRACTICE),
    "resume_therapy": ((T,), Reach.CLIENT),
    "revoke_link": ((T,), Reach.CLIENT),
    "second_step": (EVERYONE, Reach.OWN),
    "set_pin": ((T,), Reach.OWN),
    "show_client_rating": ((T,), Reach.CLIENT),
    "supervised_case": ((S,), Reach.SUPERVISED),
    "supervision_of": ((T,), Reach.CLIENT),
    "supervisions": ((A,), Reach.OWN),
    "team_months": ((L,), Reach.OWN),
    "therapist_months": ((T, S), Reach.OWN),
    "verify_audit": ((A,), Reach.OWN),
    "visits": (EVERYONE, Reach.OWN),
    "withdraw_request": ((T,), Reach.CLIENT),
    "workload": (EVERYONE, Reach.OWN),
}

REFUSED_FOR_THEIR_CONTENT = {
    "change_passphrase": "does not fit",
    "confirm_second_step": "does not fit",
    "new_recovery_codes": "no second step",
    "prove": "does not fit",
    "remove_second_step": "several people",
    "set_pin": "does not fit",
}
"""Calls that are admitted and then refused in a sentence, because the matrix has no right passphrase to give."""

ONCE = frozenset({"erase_client"})
"""Whoever comes first leaves nothing for the next."""

SHOWS_CODES = frozenset({"audit_log"})
"""An administrator must be able to answer who looked at which client; the practice's own code is how it is asked."""

EMPTY_HANDED = frozenset({"close_emergency", "history_in_emergency", "read_notice"})
"""About something of one's own that nobody here has: refused as not existing, whoever asks."""


@dataclass(frozen=True, slots=True)
class World:
    """Two practices: people of each role, and what one therapist recorded about one client."""

    people: dict[str, Store]
    ids: dict[str, str]
    arguments: dict[str, Any]


def world(home: Database, within: Database | None = None) -> World:
    """Fill an empty database, whose people work in `within`, where that is another opening of the same.

    `owner` is the client's therapist; `stranger` has every role in another practice.
    """
    people: dict[str, Store] = {}
    ids: dict[str, str] = {}
    with home.write() as tx:
        for practice in ("oak", "elm"):
            tx.execute(Practice.__table__.insert().values(id=practice, name=practice.title()))
        for name, roles in (
            ("owner", (T,)),
            ("colleague", (T,)),
            ("supervisor", (S,)),
            ("other supervisor", (S,)),
            ("lead", (L,)),
            ("administrator", (A,)),
            ("stranger", EVERYONE),
        ):
            practice = "elm" if name == "stranger" else "oak"
            ids[name] = add_account(tx, practice, name, name.title(), "-", roles)
            people[name] = Store(Actor(ids[name], home.place), within or home)
    owner, administrator = people["owner"], people["administrator"]
    supervision = administrator.assign_supervisor(ids["supervisor"], ids["owner"], key="s")
    client = owner.add_client(ClientEntry(code=CODE, started_on=START), key="c")
    sessions = [
        owner.record_session(
            client,
            SessionEntry(
                held_on=START + timedelta(weeks=week),
                ratings=tuple(Rating(rater=r, goal=level, task=level, bond=level, tension=1) for r in Rater),
                note=NOTE,
            ),
            key=f"s{week}",
        )
        for week, level in enumerate((6.0, 6.0, 6.0, 6.0, 1.5))
    ]
    episodes = [owner.open_episode(client, one, Origin.HAND, key=f"e-{one}") for one in sessions[:2]]
    link = owner.create_link(client, TODAY)
    owner.ask_for_supervision(client, RequestEntry(question=QUESTION), key="q")
    people["stranger"].add_client(ClientEntry(code="Elsewhere-1", started_on=START), key="c")
    rating = Rating(rater=Rater.THERAPIST, goal=5, task=5, bond=5, tension=1)
    outcome = {str(item): 0.0 for item in range(1, 10)}
    return World(
        people,
        ids,
        {
            "client_id": client,
            "session_id": sessions[-1],
            "episode_id": episodes[1],
            "into": episodes[0],
            "account_id": ids["colleague"],
            "supervisor_id": ids["other supervisor"],
            "therapist_id": ids["colleague"],
            "supervision_id": supervision,
            "link_id": link.id,
            "today": START + timedelta(weeks=6),
            "since": START,
            "until": START + timedelta(weeks=6),
            "ended_on": START + timedelta(weeks=8),
            "held_on": TODAY - timedelta(days=1),
            "ending": Ending.OTHER,
            "content": {"therapist_goal": 5},
            "rating": rating,
            "seen": Observation(marker="anger"),
            "profile": Profile.from_estimate(2, 5),
            "decision": Decision.CONFIRMED,
            "feedback": Feedback(prompt_id="any", verdict="used"),
            "origin": Origin.HAND,
            "event": Worked(session=2, stage=1),
            "elements": BondElements(safe_haven=Strength.WEAK),
            "counts": TalkCounts(secure=3, avoidant=1),
            "form": OutcomeForm.model_validate({"instrument": "phq-9", "held_on": START, "answers": outcome}),
            "discussion": Discussion(discussed_on=START + timedelta(weeks=6), decision="Go on."),
            "sessions": [ImportedSession(client_code="New-1", entry=SessionEntry(held_on=START, ratings=(rating,)))],
            "roles": [T, S],
            "sign_in_name": "newcomer",
            "display_name": "Newcomer",
            "identity": Identity("https://id.example.org", "somebody", "Somebody"),
            "identity_id": "none",
            "visit_id": "none",
            "access_id": "none",
            "notice_id": "none",
            "client_code": CODE,
            "reason": REASON,
            "present": "a wrong passphrase",
            "new": "nine tall paper boats",
            "passphrase": "a wrong passphrase",
            "code": "000000",
            "wanted": AuditFilter(),
            "pin": "730184",
            "instrument": "brief-session",
            "point": OperatingPoint.MORE,
            "own_norms": False,
            "codes": (),
            "vignette_id": "",
            "answer": "",
        },
    )


OVERRIDES: dict[tuple[str, str], Callable[[World, str], Any]] = {
    ("add_client", "entry"): lambda _, who: ClientEntry(code=f"New of {who}", started_on=START),
    ("erase_client", "code"): lambda *_: CODE,
    ("erase_client", "reason"): lambda *_: Reason.MISTAKE,
    ("record_session", "entry"): lambda *_: SessionEntry(held_on=START + timedelta(weeks=7)),
    ("ask_for_supervision", "entry"): lambda *_: RequestEntry(question=QUESTION),
    ("open_episode", "session_id"): lambda world, _: world.arguments["session_id"],
    ("add_colleague", "sign_in_name"): lambda _, who: f"newcomer of {who}",
    ("connect_identity", "identity"): lambda _, who: Identity("https://id.example.org", who, who),
    ("import_sessions", "sessions"): lambda world, who: [
        replace(one, client_code=f"New of {who}") for one in world.arguments["sessions"]
    ],
    ("history_in_emergency", "client_id"): lambda world, _: world.arguments["client_id"],
}


def call(world: World, who: str, name: str) -> Any:
    """Call one method as one person, with arguments that fit the world."""
    method = getattr(world.people[who], name)
    given: dict[str, Any] = {}
    for parameter in inspect.signature(method).parameters.values():
        override = OVERRIDES.get((name, parameter.name))
        if override is not None:
            given[parameter.name] = override(world, who)
        elif parameter.name == "key":
            given["key"] = f"{name} by {who}"
        elif parameter.name in world.arguments and parameter.default is parameter.empty:
            given[parameter.name] = world.arguments[parameter.name]
        elif parameter.default is parameter.empty:
            raise AssertionError(f"the matrix does not know what to give {name} as {parameter.name}")
    return method(**given)


def works_for(name: str, who: str) -> bool:
    """Whether this person may call this method in the world, by the list above."""
    roles, reach = MATRIX[name]
    held = {
        "owner": {T},
        "colleague": {T},
        "supervisor": {S},
        "other supervisor": {S},
        "lead": {L},
        "administrator": {A},
        "stranger": set(EVERYONE),
    }[who]
    if not held & set(roles):
        return False
    if reach is Reach.CLIENT:
        return who == "owner"
    if reach is Reach.CODE:
        return who in ("owner", "administrator")
    if reach is Reach.SUPERVISED:
        return who == "supervisor"
    if reach is Reach.PRACTICE:
        return who == "administrator"
    return name not in EMPTY_HANDED
