"""One method of the store held against the list of who may call it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from alliance_monitor.errors import InvalidEntryError
from db.access import NotAllowedError
from db.connection.database import Database
from db.tables import Base
from tests.support.policy_cases import (
    CODE,
    EMPTY_HANDED,
    ONCE,
    PEOPLE,
    REFUSED_FOR_THEIR_CONTENT,
    SECRETS,
    SHOWS_CODES,
    works_for,
)
from tests.support.policy_world import World, call


def content(home: Database) -> dict[str, int]:
    """How many rows each table has, the audit's and the slowed-down tries excepted."""
    with home.read() as tx:
        return {
            table.name: int(tx.scalar(select(func.count()).select_from(table)) or 0)
            for table in Base.metadata.sorted_tables
            if table.name not in ("audit", "sign_in_attempts")
        }


def hold(name: str, here: World, home: Database) -> None:
    """Hold one method against the list: who may, who may not, and what they are told.

    `home` reaches all rows.
    """
    before = content(home)
    for who in PEOPLE:
        if not works_for(name, who):
            with pytest.raises(NotAllowedError) as refused:
                call(here, who, name)
            assert str(refused.value) == str(NotAllowedError()), who
    assert content(home) == before
    allowed = [who for who in PEOPLE if works_for(name, who)]
    assert allowed or name in EMPTY_HANDED
    # The stranger comes first: what they do in their own practice must not show in this one.
    for who in sorted(allowed, key=lambda who: who != "stranger"):
        if name in REFUSED_FOR_THEIR_CONTENT and (name, who) != ("remove_second_factor", "stranger"):  # who works alone
            with pytest.raises(InvalidEntryError, match=REFUSED_FOR_THEIR_CONTENT[name]):
                call(here, who, name)
            continue
        if name == "open_in_emergency" and who in ("owner", "stranger"):
            with pytest.raises(InvalidEntryError):
                call(here, who, name)
            continue
        told = repr(call(here, who, name))
        if who != "owner":
            for secret in SECRETS:
                assert secret not in told or (secret == CODE and name in SHOWS_CODES), who
        if who == "stranger":
            for person, account_id in here.ids.items():
                assert person == "stranger" or account_id not in told
            assert here.arguments["client_id"] not in told
        if name in ONCE:
            break
