"""What is asked with every tap finds its rows through an index, on both databases: no question reads a whole table."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from alliance_monitor.attachment import Profile
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision
from db.access import Role
from db.audit import recent_views
from db.connection.database import Database
from db.opening import database
from db.place import Place
from db.store import Store
from db.tables import Account, AccountRole

START = date(2026, 1, 5)
HELD_IN_ONE_ROW = {"audit_head"}
"""Tables that have one row."""
WHOLE_PRACTICE = re.compile(r"SEARCH clients USING (?:COVERING )?INDEX \w+ \(practice_id=\?\)")
"""An index too wide to help: nearly every client is of the one practice there is."""

pytestmark = pytest.mark.engines("sqlite", "postgresql", always=True)


def entry(week: int, level: float = 6) -> SessionEntry:
    ratings = tuple(Rating(rater=rater, goal=level, task=level, bond=level, tension=1) for rater in Rater)
    return SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings)


@pytest.fixture
def client_id(store: Store, practice: Database) -> str:
    """A therapy with everything in it; Ada is also supervisor and practice lead."""
    with practice.write() as tx:
        account = tx.scalar(select(Account.id))
        roles = [{"account_id": account, "role": role.value} for role in (Role.SUPERVISOR, Role.PRACTICE_LEAD)]
        tx.execute(insert(AccountRole), roles)
    made = store.add_client(ClientEntry(code="C-1", started_on=START), key="add")
    store.record_profile(made, Profile.from_estimate(6, 2), key="p")
    for week, level in enumerate((6, 6, 6, 2.5)):
        store.record_session(made, entry(week, level), key=f"s{week}")
    flag = course(store.history(made)).flags[-1]
    store.decide(made, flag.session.id, Decision.CONFIRMED, key="d")
    return made


HOT: dict[str, Callable[[Store, str], object]] = {
    "saving a session": lambda store, client: store.record_session(client, entry(9), key="new"),
    "logging an earlier session": lambda store, client: store.record_session(client, entry(0), key="early"),
    "keeping a draft": lambda store, client: store.keep_draft(client, {"goal": 5}),
    "a draft": lambda store, client: store.draft(client),
    "the caseload": lambda store, _client: (store.caseload(START), store.clients()),
    "a client's page": lambda store, client: (
        recent_views._recent_views.clear(),
        store.history(client),
        store.history(client),
    ),
    "a decision": lambda store, client: store.decide(
        client, course(store.history(client)).flags[-1].session.id, Decision.SNOOZED, snoozed_until=START, key="z"
    ),
    "the agenda": lambda store, _client: store.agenda(START),
    "the practice's months": lambda store, _client: (
        store.practice_months(START, START),
        store.team_months(START, START),
        store.therapist_months(START, START),
        store.practice_release(START, "team"),
    ),
}


@pytest.mark.parametrize("what", HOT)
def test_no_question_of_the_hot_paths_reads_a_whole_table(
    store: Store, practice: Database, client_id: str, what: str
) -> None:
    asked: list[tuple[str, Any]] = []

    def noted(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement) and "pg_advisory" not in statement:
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(database(Place.PRACTICE).engine, "before_cursor_execute", noted)
    HOT[what](store, client_id)
    event.remove(database(Place.PRACTICE).engine, "before_cursor_execute", noted)
    assert asked
    scanned = {}
    with practice.write() as tx:
        explain = "EXPLAIN " if practice.on_server else "EXPLAIN QUERY PLAN "
        if practice.on_server:
            # Tables this small are read whole whenever they may be; what is left without that is what has no index.
            tx.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, parameters in asked:
            plan = "\n".join(str(tuple(row)) for row in tx.exec_driver_sql(explain + statement, parameters))
            if read_whole(plan) - HELD_IN_ONE_ROW or WHOLE_PRACTICE.search(plan):
                scanned[statement] = plan
    assert not scanned, "\n\n".join(f"{statement}\n{plan}" for statement, plan in scanned.items())


def read_whole(plan: str) -> set[str]:
    """Tables a plan reads from end to end, in the words of either database; a plan that is never run reads none."""
    if "One-Time Filter: false" in plan:
        return set()
    return set(re.findall(r"(?:Seq Scan on|SCAN) (\w+)", plan)) - {"CONSTANT"}


def test_a_question_without_an_index_is_noticed(practice: Database) -> None:
    explain = "EXPLAIN " if practice.on_server else "EXPLAIN QUERY PLAN "
    with practice.write() as tx:
        if practice.on_server:
            tx.exec_driver_sql("SET LOCAL enable_seqscan = off")
        statement = "SELECT id FROM ratings WHERE goal = 3"
        rows = tx.exec_driver_sql(explain + statement)
        assert read_whole("\n".join(str(tuple(row)) for row in rows)) == {"ratings"}
        if not practice.on_server:
            wide = "SELECT id, ended_on FROM clients WHERE practice_id = '1'"
            rows = tx.exec_driver_sql(explain + wide)
            assert WHOLE_PRACTICE.search("\n".join(str(tuple(row)) for row in rows))
