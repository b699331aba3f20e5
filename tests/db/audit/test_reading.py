"""What administrators find in the audit log, in the store and on the page."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from db import audit
from db.access import Actor, Role
from db.connection.database import Database
from db.connection.utc import now
from db.place import Place
from db.sign_in.accounts import add_account
from db.store import AuditFilter, Store, open_store
from db.store.administration.audit_log import PAGE
from db.tables import Practice
from tests.support.page_cases import open_page, page_text, press, signed_in
from tests.support.recorded import client_with, rated
from tests.support.rows import actions

both = pytest.mark.engines("sqlite", "postgresql")


@both
def test_an_administrator_finds_entries_by_who_what_when_and_code(store: Store, practice: Database, ada: Actor) -> None:
    client_id = client_with(store, 6, 5)
    store.history(client_id)
    newest = store.audit_log(AuditFilter()).rows
    assert [row.action for row in newest][:2] == ["client.read", "session.recorded"]
    assert {row.who for row in newest} == {"Ada"}

    def found(**wanted: object) -> list[str]:
        return [row.action for row in store.audit_log(AuditFilter(**wanted)).rows]  # type: ignore[arg-type]

    assert found(actions=("client.read",)) == ["client.read"]
    assert found(client_code="C-1", actions=("session",)) == ["session.recorded"] * 2
    assert found(client_code="C-2") == found(account_id="nobody") == found(since=now()) == []
    assert found(until=now(), account_id=ada.account_id)[0] == "audit.read"
    assert actions(practice).count("audit.read") == 1


def test_entries_come_in_pages_and_stay_within_the_practice(store: Store, practice: Database) -> None:
    client_id = client_with(store)
    for number in range(PAGE):
        store.keep_draft(client_id, {})
        store.record_session(client_id, rated(number), key=f"s{number}")
    with practice.write() as tx:
        other = Practice(id="p2", name="Elsewhere")
        tx.execute(insert(Practice).values(id=other.id, name=other.name))
        stranger = add_account(tx, "p2", "zoe", "Zoe", "-", [Role.ADMINISTRATOR])
        audit.record(tx, Actor(stranger, Place.PRACTICE), "practice.set_up", "practice", "p2")
    first = store.audit_log(AuditFilter())
    rest = store.audit_log(AuditFilter(), first.older)
    assert (len(first.rows), len(rest.rows), rest.older) == (PAGE, 2, None)
    assert "Zoe" not in {row.who for row in (*first.rows, *rest.rows)}
    told = open_store(Actor(stranger, Place.PRACTICE)).audit_log(AuditFilter()).rows
    assert [(row.who, row.client_code) for row in told] == [("Zoe", None)]


def test_the_page_shows_filters_and_checks_the_log(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = client_with(store, 6)
    store.history(client_id)
    signed_in(practice, monkeypatch)
    app = open_page("administration")
    table = app.dataframe[-1].value
    assert list(table["What"])[:3] == ["signed in", "looked at a client", "logged a session"]
    assert "C-1" in set(table["Client"])
    app.selectbox(key="audit-what").select("Looks at clients").run()
    assert set(app.dataframe[-1].value["What"]) == {"looked at a client"}
    app.text_input(key="audit-code").set_value("nobody").run()
    assert "Nothing in the log fits" in page_text(app)
    app.text_input(key="audit-code").set_value("").run()
    press(app, "Check that the log is whole")
    assert "entries are in place" in page_text(app)
    assert not app.exception
