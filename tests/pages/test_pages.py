"""What pages show and store, without a browser: the caseload, intake, importing, methods, choosing a client."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alliance_monitor.attachment.bond import Strength
from db.access import Role
from db.sign_in.visits import end_visit, live_visit
from db.store import Store
from pages.parts.shared.menu import menu_of
from pages.parts.shared.widget_key import widget_key
from tests.support.page_cases import button_labels, client_with, open_page, page_text, press, today

PAGES = [page.name for page in menu_of([Role.THERAPIST, Role.ADMINISTRATOR])]
"""The pages of Ada."""


@pytest.mark.parametrize("name", PAGES)
def test_every_page_works_in_an_empty_practice(token: str, name: str) -> None:
    app = open_page(name)
    assert not app.exception
    assert app.title
    if name in ("session", "client", "intake"):
        assert any(button.label in ("Add a client", "Add the client") for button in app.button)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_nothing_once_the_visit_has_ended(store: Store, token: str, name: str) -> None:
    client_id = client_with(store, 6, 6, code="Willow")
    app = open_page(name, client_id)
    assert "You are signed out" not in page_text(app)
    visit = live_visit(token)
    assert visit is not None
    end_visit(visit.actor)
    app.run()
    assert "You are signed out" in page_text(app)
    assert "Willow" not in page_text(app)
    assert not app.title
    assert not app.button


def test_the_caseload_lists_the_flagged_client_first_with_the_reason(store: Store, token: str) -> None:
    client_with(store, 6, 6, 6, 6, code="A quiet one")
    client_with(store, 6, 6, 6, 3, code="B *fell*")
    app = open_page("caseload")
    assert "B \\*fell\\*" in page_text(app)
    assert "A quiet one" not in page_text(app)
    assert "The client rated 3.0 where" in page_text(app)
    table = app.dataframe[0].value
    assert list(table["Client"]) == ["B *fell*", "A quiet one"]
    assert table["State"][1].endswith("On track")


def test_intake_adds_a_client_and_a_profile(store: Store, token: str) -> None:
    app = open_page("intake")
    app.text_input(key="new-code").set_value("C-7")
    press(app, "Add the client")
    assert [client.code for client in store.clients()] == ["C-7"]
    client_id = store.clients()[0].id
    assert "Save the profile" not in button_labels(app), "untouched sliders are no estimate"
    app.slider(key=widget_key(client_id, "estimate-anxiety")).set_value(6.0).run()
    app.slider(key=widget_key(client_id, "estimate-avoidance")).set_value(2.0).run()
    assert "Leaning anxious" in page_text(app)
    press(app, "Save the profile")
    profile = store.history(store.clients()[0].id).profile
    assert profile is not None
    assert (profile.anxiety, profile.avoidance) == (6.0, 2.0)
    assert "The profile is saved." in page_text(app)
    labels = button_labels(app)
    assert "Save the profile" not in labels, "saved once is enough"
    press(app, "Log a session")
    assert app.title[0].value == "Log a session"


def test_scores_from_elsewhere_keep_their_date(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = open_page("intake", client_id)
    app.button_group(key="way").set_value("scores").run()
    app.date_input(key=widget_key(client_id, "assessed-on")).set_value(today() - timedelta(days=90)).run()
    app.number_input(key=widget_key(client_id, "score-ecr-rs-anxiety")).set_value(5.5).run()
    press(app, "Save the profile")
    profile = store.history(client_id).profile
    assert profile is not None
    assert (profile.anxiety, profile.assessed_on) == (5.5, today() - timedelta(days=90))


def test_intake_refuses_a_code_in_use(store: Store, token: str) -> None:
    client_with(store, 6, code="C-7")
    app = open_page("intake")
    app.text_input(key="new-code").set_value("C-7")
    press(app, "Add the client")
    assert len(store.clients()) == 1
    assert [*app.error, *app.exception]


def test_the_methods_page_shows_how_rules_compare(token: str) -> None:
    app = open_page("methods")
    table = next(table.value for table in app.dataframe if "Found, 2 of 100 false" in table.value)
    assert "This project's score" in set(table["Rule"])


def test_a_lost_choice_of_client_is_restored_from_the_address(store: Store, token: str) -> None:
    client_with(store, 6, 6, code="A")
    second = client_with(store, 6, 6, code="B")
    app = open_page("client", second)
    assert app.selectbox(key="chosen-client").value == second
    app.selectbox(key="chosen-client").set_value(None).run()
    assert app.selectbox(key="chosen-client").value == second
    other = open_page("client")
    assert other.selectbox(key="chosen-client").value is None


def test_what_is_typed_about_one_client_is_not_shown_for_another(store: Store, token: str) -> None:
    first, second = client_with(store, 6, 6, code="C-1"), client_with(store, 6, 6, code="C-2")
    app = open_page("intake", first)
    app.button_group(key="way").set_value("items").run()
    for item in range(1, 10):
        app.number_input(key=widget_key(first, f"items-ecr-rs-client-{item}")).set_value(6.0)
    app.run()
    assert "9 of 9 answered." in page_text(app)
    app.selectbox(key="chosen-client").set_value(second).run()
    assert not app.exception
    assert all(field.value is None for field in app.number_input)
    assert "Save the profile" not in button_labels(app)
    app = open_page("client", first)
    app.button_group(key=widget_key(first, "bond-safe_haven")).set_value(Strength.WEAK)
    app.selectbox(key="outcome-instrument").set_value("phq-9").run()
    app.number_input(key=widget_key(first, "outcome-phq-9-9")).set_value(3.0)
    app.radio(key=widget_key(first, "ending")).set_value("unilateral").run()
    app.selectbox(key="chosen-client").set_value(second).run()
    assert app.radio(key=widget_key(second, "ending")).value is None
    assert app.button_group(key=widget_key(second, "bond-safe_haven")).value is None
    assert all(field.value is None for field in app.number_input if field.label.startswith("Item"))


def test_items_entered_by_number_are_in_order_for_the_tab_key_and_a_phone(store: Store, token: str) -> None:
    app = open_page("intake", client_with(store, 6))
    app.button_group(key="way").set_value("items").run()
    assert [field.label for field in app.number_input] == [f"Item {number}" for number in range(1, 10)]


def test_columns_not_named_yet_are_not_reported_as_errors_of_the_file(store: Store, token: str) -> None:
    app = open_page("importing")
    app.file_uploader[0].upload("ours.csv", b"Klient;Sitzung;Ziel\nK-1;1;6\n", "text/csv").run()
    assert not app.error
    assert any("Say which column holds each of them" in str(info.value) for info in app.info)
    assert "FIELD=" not in page_text(app)
