"""Logging a session: the form, its draft, and the result on the same screen."""

from __future__ import annotations

from alliance_monitor.client_form import Reply
from alliance_monitor.records.entry import Attendance, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.client_link.answers import redeem
from db.store import Store
from tests.support.page_cases import button_labels, cautions, client_with, open_page, page_text, press, today

PARTS = ("goal", "task", "bond")


def answer(app: object, client_id: str, name: str, value: object) -> None:
    app.button_group(key=f"entry:{client_id}:{name}").set_value(value).run()  # type: ignore[attr-defined]


def test_a_session_is_logged_and_its_result_is_on_the_same_screen(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    app = open_page("session", client_id)
    for rater, value, tension in (("therapist", 4, 4), ("client", 3, 4)):
        for part in PARTS:
            answer(app, client_id, f"{rater}_{part}", value)
        answer(app, client_id, f"{rater}_tension", tension)
    press(app, "Save the session")
    assert not app.exception
    assert "Saved." in page_text(app)
    assert "rupture · session 3" in "\n".join(str(element.value) for element in app.markdown)
    assert "rupture: see above." in app.toast[0].value, "said where the button was, too"
    app.run()
    assert not app.toast
    assert cautions(app) == 3
    newest = store.history(client_id).sessions[-1]
    assert newest.rating_by(Rater.CLIENT) is not None
    assert newest.rating_by(Rater.CLIENT).mean == 3  # type: ignore[union-attr]
    assert store.draft(client_id) is None


def test_what_was_not_rated_is_stored_as_missing(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = open_page("session", client_id)
    answer(app, client_id, "therapist_bond", 5)
    press(app, "Save the session")
    newest = store.history(client_id).sessions[-1]
    mine = newest.rating_by(Rater.THERAPIST)
    assert mine is not None
    assert (mine.goal, mine.task, mine.bond, mine.tension) == (None, None, 5, None)
    assert newest.rating_by(Rater.CLIENT) is None


def test_an_attended_session_without_any_rating_is_not_stored(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = press(open_page("session", client_id), "Save the session")
    assert "Nothing is rated yet" in page_text(app)
    assert len(store.history(client_id).sessions) == 1


def test_a_cancelled_appointment_needs_no_rating(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = open_page("session", client_id)
    answer(app, client_id, "attendance", Attendance.CANCELLED.value)
    press(app, "Save the session")
    assert store.history(client_id).sessions[-1].attendance is Attendance.CANCELLED


def test_a_draft_comes_back_in_another_browser(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    first = open_page("session", client_id)
    answer(first, client_id, "client_goal", 5)
    first.text_area(key=f"entry:{client_id}:note").set_value("came late").run()
    second = open_page("session", client_id)
    assert second.text_area(key=f"entry:{client_id}:note").value == "came late"
    assert second.button_group(key=f"entry:{client_id}:client_goal").value == 5


def test_a_draft_is_restored_after_visiting_another_page_or_client(store: Store, token: str) -> None:
    client_id, other = client_with(store, 6), client_with(store, 6, code="C-2")
    app = open_page("session", client_id)
    answer(app, client_id, "client_goal", 5)
    app.text_area(key=f"entry:{client_id}:note").set_value("came late").run()
    app.switch_page("caseload.py").run()
    app.query_params["client"] = client_id
    app.switch_page("session.py").run()
    assert app.text_area(key=f"entry:{client_id}:note").value == "came late"
    app.selectbox(key="chosen-client").set_value(other).run()
    assert app.text_area(key=f"entry:{other}:note").value == ""
    app.selectbox(key="chosen-client").set_value(client_id).run()
    assert app.button_group(key=f"entry:{client_id}:client_goal").value == 5
    press(app, "Save the session")
    assert store.history(client_id).sessions[-1].note == "came late"


def test_an_error_making_a_link_keeps_what_was_typed(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    rated = Rating(rater=Rater.CLIENT, goal=6)
    store.record_session(client_id, SessionEntry(held_on=today(), ratings=(rated,)), key="today")
    app = open_page("session", client_id)
    app.text_area(key=f"entry:{client_id}:note").set_value("came late").run()
    press(app, "QR code or link")
    assert "has rated this session already" in page_text(app)
    assert app.text_area(key=f"entry:{client_id}:note").value == "came late"
    assert "Save the session" in button_labels(app)


def test_a_day_already_logged_is_pointed_out(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    app = open_page("session", client_id)
    assert "is logged already" not in page_text(app)
    app.date_input(key=f"entry:{client_id}:held_on").set_value(store.history(client_id).sessions[-1].held_on).run()
    assert "is logged already" in page_text(app)


def test_an_appointment_the_browser_sends_no_answer_for_stays_as_it_was(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = open_page("session", client_id)
    key = f"entry:{client_id}:attendance"
    for choice in (Attendance.ATTENDED, Attendance.CANCELLED):
        app.segmented_control(key=key).set_value(choice.value).run()
        app.session_state[key] = None
        app.run()
        assert app.segmented_control(key=key).value == choice.value
        assert ("Your view" in page_text(app)) is (choice is Attendance.ATTENDED)


def test_rate_it_now_leads_to_a_form_that_can_be_saved(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    assert redeem(store.create_link(client_id, today()).token, Reply(answers={"1": 2, "2": 2, "3": 2}))
    app = press(open_page("client", client_id), "Rate it now")
    app.switch_page("session.py").run()  # as the browser would
    assert app.date_input(key=f"entry:{client_id}:held_on").value == today()
    for part in PARTS:
        answer(app, client_id, f"therapist_{part}", 5)
    press(app, "Save the session")
    assert not app.exception
    assert "Saved." in page_text(app)
    newest = store.history(client_id).sessions[-1]
    assert {given.rating.rater for given in newest.ratings} == set(Rater)
