"""Supervision: from the agenda to a decision, and what the therapist sees of it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db.access import Actor
from db.opening import database
from db.place import Place
from db.store import Store, open_store
from db.tables import Client
from pages.parts.shared import visitor
from tests.support.page_cases import open_every_expander, open_page, page_text, press


def discuss(app: AppTest, case_id: str) -> AppTest:
    app.button(key=f"discuss-{case_id}").click().run()
    return app


def test_a_case_goes_from_the_agenda_to_a_decision_and_leaves_the_agenda(demo_store: Store) -> None:
    first = demo_store.agenda(visitor.today()).items[0]
    app = open_page("supervision")
    assert first.label in page_text(app)
    discuss(app, first.case_id)
    assert not app.exception
    assert "What do we take from this?" in page_text(app)
    app.text_area(key="discussed-decision").set_value("Name it at the start.")
    press(app, "Save the decision")
    assert f"{first.label}: the decision is saved" in page_text(app)
    assert first.case_id not in [item.case_id for item in demo_store.agenda(visitor.today()).items]
    later = demo_store.agenda(visitor.today()).later
    assert "Name it at the start." in [item.last.discussion.decision for item in later if item.last]


def test_an_empty_decision_is_not_saved(demo_store: Store) -> None:
    first = demo_store.agenda(visitor.today()).items[0]
    app = discuss(open_page("supervision"), first.case_id)
    press(app, "Save the decision")
    assert "The decision is missing." in page_text(app)
    assert demo_store.agenda(visitor.today()).items[0].case_id == first.case_id


def test_supervision_shows_no_client_codes(demo_store: Store) -> None:
    demo = database(Place.DEMO)
    with demo.read() as tx:
        codes = [row.code for row in tx.execute(Client.__table__.select())]
    agenda = demo_store.agenda(visitor.today())
    for item in (*agenda.items, *agenda.later):
        app = open_page("supervision")
        app.query_params["case"] = item.case_id
        app.run()
        assert not app.exception
        assert item.label in page_text(app)
        assert not any(code in page_text(app) for code in codes)


def test_a_case_of_somebody_else_is_not_shown(demo_store: Store) -> None:
    own = demo_store.clients()[0]
    app = open_page("supervision")
    app.query_params["case"] = own.id
    app.run()
    assert app.exception
    assert "What do we take from this?" not in page_text(app)
    assert own.code not in page_text(app)


def test_a_therapists_question_reaches_the_agenda(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sam = next(assigned.therapist_id for assigned in demo_store.supervisions() if assigned.therapist.startswith("Sam"))
    store = open_store(Actor(sam, Place.DEMO))
    client = next(
        client for client in store.clients() if client.ended_on is None and not store.supervision_of(client.id).request
    )
    with monkeypatch.context() as patch:
        patch.setattr(visitor, "store", lambda: store)
        open_every_expander(patch)
        app = open_page("client", client.id)
        app.text_area(key=f"ask-{client.id}").set_value("Am I too quick?").run()
        press(app, "Put it on the agenda")
        assert "The case is on the agenda of your supervision." in page_text(app)
    reasons = {item.case_id: item.explanation for item in demo_store.agenda(visitor.today()).items}
    assert reasons[client.id] == "Asked for: Am I too quick?"
