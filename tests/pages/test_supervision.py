"""Supervision on the screen: from the agenda to a decision, and what the therapist sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.access import Actor
from db.opening import database
from db.place import Place
from db.sign_in.visits import live_visit
from db.store import Store, open_store
from db.tables import Client
from demo.entry import enter_demo
from pages.parts.shared import visitor
from tests.support.page_cases import open_page, page_text, press, unfold


@pytest.fixture
def supervisor(demo_there: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The demo person, who supervises two colleagues."""
    token = enter_demo()
    monkeypatch.setattr(visitor, "token", lambda: token)
    visit = live_visit(token)
    assert visit is not None
    return open_store(visit.actor)


def discuss(app: AppTest, case_id: str) -> AppTest:
    app.button(key=f"discuss-{case_id}").click().run()
    return app


def test_a_case_goes_from_the_agenda_to_a_decision_and_leaves_the_agenda(supervisor: Store) -> None:
    first = supervisor.agenda(visitor.today()).items[0]
    app = open_page("supervision")
    assert first.label in page_text(app)
    discuss(app, first.case_id)
    assert not app.exception
    assert "What do we take from this?" in page_text(app)
    app.text_area(key="discussed-decision").set_value("Name it at the start.")
    press(app, "Save the decision")
    assert f"{first.label}: the decision is saved" in page_text(app)
    assert first.case_id not in [item.case_id for item in supervisor.agenda(visitor.today()).items]
    later = supervisor.agenda(visitor.today()).later
    assert "Name it at the start." in [item.last.discussion.decision for item in later if item.last]


def test_a_decision_without_words_is_not_saved(supervisor: Store) -> None:
    first = supervisor.agenda(visitor.today()).items[0]
    app = discuss(open_page("supervision"), first.case_id)
    press(app, "Save the decision")
    assert "The decision is missing." in page_text(app)
    assert supervisor.agenda(visitor.today()).items[0].case_id == first.case_id


def test_no_code_of_a_supervisee_is_on_any_page_of_supervision(supervisor: Store) -> None:
    demo = database(Place.DEMO)
    with demo.read() as tx:
        codes = [row.code for row in tx.execute(Client.__table__.select())]
    found = supervisor.agenda(visitor.today())
    for item in (*found.items, *found.later):
        app = open_page("supervision")
        app.query_params["case"] = item.case_id
        app.run()
        assert not app.exception
        assert item.label in page_text(app)
        assert not any(code in page_text(app) for code in codes)


def test_a_case_of_nobody_supervised_is_not_shown(supervisor: Store) -> None:
    own = supervisor.clients()[0]
    app = open_page("supervision")
    app.query_params["case"] = own.id
    app.run()
    assert app.exception
    assert "What do we take from this?" not in page_text(app)
    assert own.code not in page_text(app)


def test_a_therapist_asks_and_sees_what_was_decided(supervisor: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sam = next(one.therapist_id for one in supervisor.supervisions() if one.therapist.startswith("Sam"))
    store = open_store(Actor(sam, Place.DEMO))
    client = next(one for one in store.clients() if one.ended_on is None and not store.supervision_of(one.id).request)
    with monkeypatch.context() as patch:
        patch.setattr(visitor, "store", lambda: store)
        unfold(patch)
        app = open_page("client", client.id)
        app.text_area(key=f"ask-{client.id}").set_value("Am I too quick?").run()
        press(app, "Put it on the agenda")
        assert "The case is on the agenda of your supervision." in page_text(app)
    reasons = {item.case_id: item.explanation for item in supervisor.agenda(visitor.today()).items}
    assert reasons[client.id] == "Asked for: Am I too quick?"
