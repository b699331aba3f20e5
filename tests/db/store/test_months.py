"""Counts of months: whoever may see them, and what they add up to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from alliance_monitor.practice.counts import Cell, Counts, changes
from alliance_monitor.records.entry import ClientEntry, Ending, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.access import Actor, NotAllowedError, Role
from db.connection.database import Database
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.store.practice.months import NO_TEAM
from db.tables import Account, AccountRole, Practice

START = date(2026, 1, 5)
YEAR = (date(2026, 1, 20), date(2026, 12, 31))

pytestmark = pytest.mark.engines("sqlite", "postgresql")


def joined(practice: Database, name: str, *roles: Role) -> Store:
    with practice.write() as tx:
        practice_id = tx.scalar(select(Practice.id)) or ""
        account = add_account(tx, practice_id, name, name.title(), "-", roles)
    return open_store(Actor(account, practice.place))


def therapy(store: Store, code: str, *levels: float) -> str:
    client_id = store.add_client(ClientEntry(code=code, started_on=START), key=code)
    for week, level in enumerate(levels):
        ratings = tuple(Rating(rater=r, goal=level, task=level, bond=level, tension=1) for r in Rater)
        entry = SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings)
        store.record_session(client_id, entry, key=f"{code}-{week}")
    return client_id


@pytest.fixture
def lead(practice: Database, ada: Actor) -> Store:
    return joined(practice, "lea", Role.PRACTICE_LEAD)


def total(cells: dict[Cell, Counts]) -> Counts:
    added = Counts()
    for counts in cells.values():
        added = added.plus(counts)
    return added


def test_a_practice_adds_up_its_therapies(store: Store, practice: Database, lead: Store) -> None:
    ben = joined(practice, "ben", Role.THERAPIST)
    therapy(store, "A", 6, 6, 6, 2.5, 6, 6, 6)
    left = therapy(ben, "B", 6, 6, 6, 2.5)
    ben.end_therapy(left, START + timedelta(weeks=4), Ending.UNILATERAL, key="e")
    found = total(lead.practice_months(*YEAR))
    assert (found.sessions, found.client_rated, found.flags, found.ruptures) == (11, 11, 2, 2)
    assert (found.begun, found.begun_ruptured) == (2, 2)
    assert (found.ended_unilateral, found.unrepaired_unilateral, found.ended_planned) == (1, 1, 0)


def test_months_outside_the_range_are_left_out_and_the_first_is_whole(store: Store, lead: Store) -> None:
    therapy(store, "A", *[6.0] * 8)
    assert total(lead.practice_months(date(2026, 2, 15), date(2026, 2, 20))).sessions == 4
    assert lead.practice_months(date(2027, 1, 1), date(2027, 2, 1)) == {}


def test_teams_add_up_to_the_practice(store: Store, practice: Database, lead: Store, ada: Actor) -> None:
    ben, eve = joined(practice, "ben", Role.THERAPIST), joined(practice, "eve", Role.THERAPIST)
    for therapist, code in ((store, "A"), (ben, "B"), (eve, "C")):
        therapy(therapist, code, 6, 6, 6, 2.5, 6)
    with practice.write() as tx:
        ids = {row.sign_in_name: row.id for row in tx.execute(select(Account.id, Account.sign_in_name))}
        tx.execute(insert(AccountRole).values(account_id=ids["eve"], role=Role.SUPERVISOR.value))
    for number, therapist in enumerate(("ben", "ada")):
        store.assign_supervisor(ids["eve"], ids[therapist], key=f"sup{number}")
    teams = lead.team_months(*YEAR)
    sessions = {team: sum(counts.sessions for counts in months.values()) for team, months in teams.items()}
    assert sessions == {ids["eve"]: 10, NO_TEAM: 5}
    assert sum(sessions.values()) == total(lead.practice_months(*YEAR)).sessions


def test_therapists_see_their_own_months_and_supervisors_those_of_their_supervisees(
    store: Store, practice: Database, ada: Actor
) -> None:
    ben, eve = joined(practice, "ben", Role.THERAPIST), joined(practice, "eve", Role.SUPERVISOR)
    therapy(store, "A", 6, 6)
    therapy(ben, "B", 6, 6, 6)
    assert set(store.therapist_months(*YEAR)) == {ada.account_id}
    assert eve.therapist_months(*YEAR) == {}
    with practice.read() as tx:
        eve_id = tx.scalar(select(Account.id).where(Account.sign_in_name == "eve")) or ""
    store.assign_supervisor(eve_id, ada.account_id, key="s")
    assert set(eve.therapist_months(*YEAR)) == {ada.account_id}
    with pytest.raises(NotAllowedError):
        store.practice_months(*YEAR)
    with pytest.raises(NotAllowedError):
        eve.team_months(*YEAR)


def test_changes_are_what_makes_one_the_other() -> None:
    here, there = (Cell(date(2026, month, 1), "unknown", "early", "") for month in (1, 2))
    before = {here: Counts(therapies=1, sessions=2), there: Counts(sessions=1)}
    after = {here: Counts(therapies=1, sessions=3)}
    assert changes(before, after) == {here: Counts(sessions=1), there: Counts(sessions=-1)}
    assert changes(after, after) == {}
