"""Two practices with people of each role, and a call of any method of the store in them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from alliance_monitor.attachment import Profile
from alliance_monitor.attachment.bond import BondElements, Strength, TalkCounts
from alliance_monitor.detection.operating_point import OperatingPoint
from alliance_monitor.episode import Origin, Worked
from alliance_monitor.importing import ImportedSession
from alliance_monitor.outcome.form import OutcomeForm
from alliance_monitor.records.entry import ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.rupture import Observation
from alliance_monitor.repair import Feedback
from alliance_monitor.supervision import Discussion, RequestEntry
from alliance_monitor.therapy.history import Decision
from db.access import Actor
from db.connection.database import Database
from db.maintenance.erasure import Reason
from db.sign_in.accounts import add_account
from db.sign_in.identities import Identity
from db.store import AuditFilter, Store
from db.tables import Practice
from tests.support.policy_cases import CODE, EVERYONE, NOTE, QUESTION, REASON, START, TODAY, A, L, S, T


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
    episodes = [owner.open_episode(client, session, Origin.HAND, key=f"e-{session}") for session in sessions[:2]]
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
        replace(session, client_code=f"New of {who}") for session in world.arguments["sessions"]
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
