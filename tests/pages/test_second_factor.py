"""Setting up the second step, and confirming the passphrase again, on the account and administration pages."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from db.connection.database import Database
from db.sign_in import recovery_codes
from db.sign_in.finish import finish_sign_in
from db.store import Store
from db.tables import Visit
from tests.support.page_cases import button_labels, open_page, page_text, press, signed_in
from tests.support.pending_sign_in import HERE, asked
from tests.support.phone import Phone
from tests.support.prepared import PASSPHRASE


def test_the_account_page_sets_up_a_second_step_and_shows_the_codes_once(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    app = open_page("account")
    press(app, "Begin")
    secret = app.code[0].value
    app.text_input(key="second-step-code").set_value(Phone(secret).code())
    press(app, "Use it from now on")
    assert not app.exception
    codes = app.code[0].value.split("\n")
    assert len(codes) == recovery_codes.COUNT
    press(app, "I have kept them")
    assert not app.code
    assert "You have 10 recovery codes left" in page_text(app)
    assert finish_sign_in(practice, asked(practice).token, codes[0], HERE).token


def test_the_administration_page_asks_who_is_there_when_that_was_long_ago(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    with practice.write() as tx:
        tx.execute(update(Visit).values(proved_at=None))
    app = open_page("administration")
    assert "confirm that it is you" in page_text(app)
    assert "Add the person" not in button_labels(app)
    app.text_input(key="prove-passphrase:add a person").set_value(PASSPHRASE)
    press(app, "Confirm")
    assert "Add the person" in button_labels(app)
