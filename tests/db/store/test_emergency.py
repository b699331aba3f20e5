"""Emergency access: a colleague's client for a reason and an hour, and everyone concerned is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from alliance_monitor.errors import InvalidEntryError
from db.access import Actor, NeedsProofError, NotAllowedError, Role
from db.connection.database import Database
from db.connection.utc import now
from db.sign_in.accounts import add_account
from db.sign_in.visits import begin_visit
from db.store import Store, open_store
from db.store.supervision import emergencies as emergencies_module
from db.tables import AuditEntry, EmergencyAccess, Practice, Visit
from tests.support.page_cases import open_page, page_text, press, signed_in
from tests.support.recorded import client_with, rated

REASON = "Their therapist is ill and the client called in distress."


def colleague(practice: Database, name: str, *roles: Role, practice_id: str | None = None) -> Store:
    with practice.write() as tx:
        home = practice_id or tx.scalar(select(Practice.id)) or ""
        return open_store(Actor(add_account(tx, home, name, name.title(), "-", roles), practice.place))


@pytest.fixture
def ben(store: Store, practice: Database) -> Store:
    """Ben, another therapist; Ada is therapist and administrator."""
    return colleague(practice, "ben", Role.THERAPIST)


def test_a_client_opened_in_an_emergency_is_read_and_nothing_more(store: Store, ben: Store, practice: Database) -> None:
    client_id = client_with(store, 6, 6, 3)
    with pytest.raises(NotAllowedError):
        ben.history_in_emergency(client_id)
    assert ben.open_in_emergency(" C-1 ", REASON, key="a") == client_id
    assert ben.open_in_emergency("C-1", REASON, key="a") == client_id
    assert ben.history_in_emergency(client_id) == store.history(client_id)
    (access,) = ben.opened_in_emergency()
    assert (access.code, access.therapist) == ("C-1", "Ada")
    for attempt in (
        lambda: ben.history(client_id),
        lambda: ben.record_session(client_id, rated(9), key="x"),
        lambda: ben.keep_draft(client_id, {}),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    with practice.read() as tx:
        actions = list(tx.scalars(select(AuditEntry.action).where(AuditEntry.client_id == client_id)))
    assert actions.count("emergency.opened") == 1
    assert "client.read_in_emergency" in actions


def test_the_therapist_is_told_who_and_why_and_an_administrator_only_who(
    store: Store, ben: Store, practice: Database
) -> None:
    kim = colleague(practice, "kim", Role.ADMINISTRATOR)
    lead = colleague(practice, "lea", Role.PRACTICE_LEAD)
    client_with(store, 6)
    ben.open_in_emergency("C-1", REASON, key="a")
    (told,) = store.emergency_notices()
    assert (told.by, told.code, told.reason) == ("Ben", "C-1", REASON)
    (heard,) = kim.emergency_notices()
    assert (heard.by, heard.therapist, heard.code, heard.reason) == ("Ben", "Ada", "", "")
    assert lead.emergency_notices() == ben.emergency_notices() == ()
    with pytest.raises(NotAllowedError):
        ben.read_notice(told.id)
    store.read_notice(told.id)
    assert store.emergency_notices() == ()
    assert kim.emergency_notices() == (heard,)
    with practice.read() as tx:
        assert REASON not in repr(tx.execute(select(EmergencyAccess.__table__)).all())


def test_it_is_over_after_an_hour_or_when_closed(store: Store, ben: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    client_id = client_with(store, 6)
    ben.open_in_emergency("C-1", REASON, key="a")
    (access,) = ben.opened_in_emergency()
    with pytest.raises(NotAllowedError):
        store.close_emergency(access.access_id)
    ben.close_emergency(access.access_id)
    with pytest.raises(NotAllowedError):
        ben.history_in_emergency(client_id)
    ben.open_in_emergency("C-1", REASON, key="b")
    moment = now()
    for minutes, holds in ((59, True), (61, False)):
        monkeypatch.setattr(emergencies_module, "now", lambda minutes=minutes: moment + timedelta(minutes=minutes))
        assert bool(ben.opened_in_emergency()) is holds
        if not holds:
            with pytest.raises(NotAllowedError):
                ben.history_in_emergency(client_id)


def test_what_is_no_emergency_access_is_refused(store: Store, ben: Store, practice: Database) -> None:
    client_with(store, 6)
    with practice.write() as tx:
        tx.execute(Practice.__table__.insert().values(id="p2", name="Elm House"))
    stranger = colleague(practice, "zoe", Role.THERAPIST, Role.SUPERVISOR, practice_id="p2")
    for who, code, reason, said in (
        (ben, "C-2", REASON, "no client"),
        (stranger, "C-1", REASON, "no client"),
        (store, "C-1", REASON, "your own"),
        (ben, "C-1", "urgent", "20 to 500"),
        (ben, "C-1", "x" * 501, "20 to 500"),
        (ben, "C-1", "because \x07 of this and that", "cannot be kept"),
    ):
        with pytest.raises(InvalidEntryError, match=said):
            who.open_in_emergency(code, reason, key=said)
    for role in (Role.ADMINISTRATOR, Role.PRACTICE_LEAD):
        with pytest.raises(NotAllowedError):
            colleague(practice, role.value, role).open_in_emergency("C-1", REASON, key="x")
    assert store.emergency_notices() == ()


def test_it_asks_once_more_who_is_there(store: Store, ben: Store, practice: Database) -> None:
    client_with(store, 6)
    with practice.write() as tx:
        begin_visit(tx, practice.place, ben._actor.account_id)
        tx.execute(update(Visit).values(proved_at=None))
        visit = tx.scalar(select(Visit.id))
    mine = open_store(Actor(ben._actor.account_id, practice.place, visit))
    with pytest.raises(NeedsProofError):
        mine.open_in_emergency("C-1", REASON, key="a")


def test_the_pages_open_a_client_and_tell_the_therapist_until_it_is_read(
    store: Store, ben: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_with(store, 6, 6, 3)
    signed_in(practice, monkeypatch, "ben")
    app = open_page("emergency")
    app.text_input(key="emergency-code").set_value("C-1")
    app.text_area(key="emergency-reason").set_value(REASON)
    press(app, "Open for one hour")
    assert not app.exception
    assert "Client of Ada" in page_text(app)
    press(app, "Close now")
    assert "Client of Ada" not in page_text(app)
    signed_in(practice, monkeypatch)
    mine = open_page("methods")
    assert "C\\-1" in page_text(mine)
    press(mine, "I have read it")
    assert "in an emergency" not in page_text(mine)
