"""Entering the demo practice: built on first use, rebuilt every day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from db.connection.database import Database
from db.connection.utc import now
from db.opening import database
from db.place import Place
from db.sign_in.visits import live_visit
from db.store import open_store
from db.tables import Account, Visit
from demo.entry import enter_demo, is_built
from demo.stories import STORIES

DEMO_PERSON = select(Account.id).where(Account.sign_in_name == "demo")


def test_the_demo_is_built_once_and_entered_many_times(built_demo: Database) -> None:
    tokens = {enter_demo() for _ in range(3)}
    assert len(tokens) == 3
    visits = [live_visit(token) for token in tokens]
    assert len({visit.actor.account_id for visit in visits if visit}) == 1
    assert all(visit and len(open_store(visit.actor).clients()) == len(STORIES) for visit in visits)


def test_a_demo_of_an_earlier_day_is_rebuilt_when_nobody_is_in_it(built_demo: Database) -> None:
    enter_demo()
    yesterday = now() - timedelta(days=1)
    with built_demo.write() as tx:
        tx.execute(update(Account).values(created_at=yesterday))
        before = tx.scalar(DEMO_PERSON)
    enter_demo()
    with built_demo.read() as tx:
        assert tx.scalar(DEMO_PERSON) == before, "somebody was still in it"
    with built_demo.write() as tx:
        tx.execute(update(Visit).values(ended_at=now()))
    enter_demo()
    with built_demo.read() as tx:
        assert tx.scalar(DEMO_PERSON) != before


def test_a_demo_whose_building_was_interrupted_is_rebuilt(practice: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = database(Place.DEMO)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("demo.build.build_colleagues", interrupted)
        enter_demo()
    assert not is_built()
    monkeypatch.setattr("demo.build.build_colleagues", lambda *_: None)
    enter_demo()
    assert is_built()
    with demo.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Account)) > 2


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt
