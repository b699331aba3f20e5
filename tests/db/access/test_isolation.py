"""Two practices in one database, at work at random: neither sees, changes or names anything of the other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from alliance_monitor.attachment import Profile
from alliance_monitor.episode import Origin
from alliance_monitor.errors import AllianceError
from alliance_monitor.records.entry import ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.access import Actor, NotAllowedError, Role
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.sign_in.accounts import add_account
from db.store import Store
from db.tables import AuditEntry, Practice
from tests.support.extent import extent

START = date(2026, 1, 5)
TODAY = now().astimezone().date()
CASES = int(os.environ.get("ISOLATION_CASES", extent(10_000, 2_000)))
PER_RUN = 25
"""Calls in one Hypothesis example; an example costs a draw, a call a few milliseconds."""

RATING = Rating(rater=Rater.THERAPIST, goal=5, task=5, bond=5, tension=1)


class Two:
    """Two practices with two people of every role each, and what each has made so far."""

    def __init__(self, home: Database) -> None:
        self.home = home
        self.made: dict[str, dict[str, list[str]]] = {}
        self.people: dict[str, list[Store]] = {}
        self.keys = 0
        self.counted: Counter[str] = Counter()
        for practice in ("oak", "elm"):
            with home.write() as tx:
                tx.execute(Practice.__table__.insert().values(id=practice, name=practice))
                ids = [add_account(tx, practice, f"{practice}-{n}", practice, "-", tuple(Role)) for n in range(2)]
            self.people[practice] = [Store(Actor(account_id, home.place), home) for account_id in ids]
            self.made[practice] = {
                "account": ids,
                "client": [],
                "session": [],
                "episode": [],
                "link": [],
                "supervision": [],
            }
            for person in self.people[practice]:
                self.client(practice, person)

    def key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    def client(self, practice: str, person: Store) -> None:
        client = person.add_client(ClientEntry(code=f"{practice} {self.key()}", started_on=START), key=self.key())
        self.made[practice]["client"].append(client)
        self.session(practice, person, client)

    def session(self, practice: str, person: Store, client: str) -> None:
        entry = SessionEntry(
            held_on=START + timedelta(days=self.keys % 300), ratings=(RATING,), note=f"note of {practice}"
        )
        self.made[practice]["session"].append(person.record_session(client, entry, key=self.key()))


LOOKS = (
    "clients",
    "colleagues",
    "supervisions",
    "visits",
    "person",
    "caseload",
    "agenda",
    "opened_in_emergency",
    "emergency_notices",
    "therapist_months",
    "team_months",
    "practice_months",
)
ACTS = (
    "history",
    "draft",
    "keep_draft",
    "record_session",
    "correct_rating",
    "record_profile",
    "end_therapy",
    "resume_therapy",
    "open_episode",
    "create_link",
    "revoke_link",
    "link_of_day",
    "logged_on",
    "supervised_case",
    "own_sheet",
    "change_roles",
    "disable_account",
    "give_code",
    "reset_second_factor",
    "assign_supervisor",
    "end_supervision",
    "open_in_emergency",
    "history_in_emergency",
    "add_client",
    "more",
)


def look(store: Store, name: str) -> Any:
    if name in ("caseload", "agenda"):
        return getattr(store, name)(START)
    if name.endswith("_months"):
        return getattr(store, name)(START, START + timedelta(days=300))
    return getattr(store, name)()


def act(two: Two, store: Store, name: str, theirs: dict[str, list[str]], pick: int) -> Any:
    """One call about something of the other practice."""

    def of(kind: str) -> str:
        return theirs[kind][pick % len(theirs[kind])] if theirs[kind] else "none"

    key = two.key()
    client, session, account = of("client"), of("session"), of("account")
    calls = {
        "history": lambda: store.history(client),
        "draft": lambda: store.draft(client),
        "keep_draft": lambda: store.keep_draft(client, {}),
        "record_session": lambda: store.record_session(client, SessionEntry(held_on=START), key=key),
        "correct_rating": lambda: store.correct_rating(session, RATING, key=key),
        "record_profile": lambda: store.record_profile(client, Profile.from_estimate(2, 2), key=key),
        "end_therapy": lambda: store.end_therapy(client, START + timedelta(days=400), Ending.OTHER, key=key),
        "resume_therapy": lambda: store.resume_therapy(client, key=key),
        "open_episode": lambda: store.open_episode(client, session, Origin.HAND, key=key),
        "create_link": lambda: store.create_link(client, TODAY),
        "revoke_link": lambda: store.revoke_link(of("link")),
        "link_of_day": lambda: store.link_of_day(client, TODAY, "brief-session"),
        "logged_on": lambda: store.logged_on(client, START),
        "supervised_case": lambda: store.supervised_case(client),
        "own_sheet": lambda: store.own_sheet(client),
        "change_roles": lambda: store.change_roles(account, [Role.THERAPIST]),
        "disable_account": lambda: store.disable_account(account),
        "give_code": lambda: store.give_code(account),
        "reset_second_factor": lambda: store.reset_second_factor(account),
        "assign_supervisor": lambda: store.assign_supervisor(account, store._actor.account_id, key=key),
        "end_supervision": lambda: store.end_supervision(of("supervision")),
        "history_in_emergency": lambda: store.history_in_emergency(client),
    }
    return calls[name]()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    home = open_database(Place.PRACTICE, Configuration(data=tmp_path_factory.mktemp("two") / "data"))
    yield Two(home)
    home.engine.dispose()


def own_work(two: Two, practice: str, store: Store, name: str, pick: int) -> None:
    """Something a person does in their own practice, so that there is ever more that could leak."""
    mine = two.made[practice]
    if name == "add_client":
        if len(mine["client"]) < 12:
            two.client(practice, store)
    elif name == "open_in_emergency":
        store.open_in_emergency(f"nobody {two.key()}", "A reason that is long enough to be one.", key=two.key())
    else:
        clients = [client.id for client in store.clients() if client.ended_on is None]
        client = clients[pick % len(clients)]
        if pick % 3 == 0:
            mine["link"].append(store.create_link(client, TODAY - timedelta(days=pick % 50)).id)
        elif pick % 3 == 1 and len(mine["session"]) < 60:
            two.session(practice, store, client)
        else:
            supervisor, therapist = mine["account"]
            mine["supervision"].append(store.assign_supervisor(supervisor, therapist, key=two.key()))


STEP = st.tuples(
    st.sampled_from(["oak", "elm"]), st.integers(0, 1), st.sampled_from(LOOKS + ACTS), st.integers(0, 10_000)
)


def walk(two: Two, steps: list[tuple[str, int, str, int]]) -> None:
    """Let the people of both practices do these things, and look at everything they are told."""
    for practice, person, name, pick in steps:
        store, other = two.people[practice][person], "elm" if practice == "oak" else "oak"
        two.counted[name] += 1
        if name in LOOKS:
            told = repr(look(store, name))
            for kind in two.made[other].values():
                assert not any(row_id in told for row_id in kind), name
            assert f"note of {other}" not in told
            assert f"{other} key" not in told
        elif name in ("add_client", "open_in_emergency", "more"):
            try:
                own_work(two, practice, store, name, pick)
            except AllianceError as error:
                assert not isinstance(error, NotAllowedError)
        else:
            with pytest.raises(NotAllowedError) as refused:
                act(two, store, name, two.made[other], pick)
            assert str(refused.value) == str(NotAllowedError())


def test_nothing_of_one_practice_is_seen_or_changed_from_the_other(two: Two) -> None:
    @settings(
        max_examples=CASES // PER_RUN,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
    @given(st.lists(STEP, min_size=PER_RUN, max_size=PER_RUN))
    def at_random(steps: list[tuple[str, int, str, int]]) -> None:
        walk(two, steps)

    at_random()
    assert sum(two.counted.values()) >= CASES
    assert set(two.counted) == set(LOOKS + ACTS)
    with two.home.read() as tx:
        for practice, other in (("oak", "elm"), ("elm", "oak")):
            about = (
                select(func.count())
                .select_from(AuditEntry)
                .where(
                    AuditEntry.account_id.in_(two.made[practice]["account"]),
                    AuditEntry.client_id.in_(two.made[other]["client"]),
                    AuditEntry.action.not_like("refused.%"),
                )
            )
            assert tx.scalar(about) == 0
