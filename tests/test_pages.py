"""What the pages show and store, without a browser."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from page_cases import opened_page, press, signed_in, words

from alliance_monitor.bond import Strength
from alliance_monitor.entry import Attendance, ClientEntry, SessionEntry
from alliance_monitor.history import Decision
from alliance_monitor.ratings import Rater, Rating
from db.database import Database
from db.demo import enter_demo
from db.store import Store
from db.stories import STORIES
from db.utc import now
from db.visits import end_visit, live_visit
from pages.parts import fold, visitor
from pages.parts.field import field
from pages.parts.fold import wanted

PAGES = ("caseload", "session", "client", "intake", "importing", "methods", "account", "administration", "emergency")
PARTS = ("goal", "task", "bond")


def today() -> date:
    return now().astimezone().date()


@pytest.fixture
def token(store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    return signed_in(practice, monkeypatch)


def client_with(store: Store, *levels: float, code: str = "C-1") -> str:
    """A client whose two raters gave these levels week by week; below 5 they noticed tension."""
    start = today() - timedelta(weeks=len(levels))
    client_id = store.add_client(ClientEntry(code=code, started_on=start), key=f"add-{code}")
    for week, level in enumerate(levels):
        ratings = tuple(
            Rating(rater=rater, goal=level, task=level, bond=level, tension=1 if level >= 5 else 4) for rater in Rater
        )
        entry = SessionEntry(held_on=start + timedelta(weeks=week), ratings=ratings)
        store.record_session(client_id, entry, key=f"{code}-{week}")
    return client_id


def answer(app: object, client_id: str, name: str, value: object) -> None:
    app.button_group(key=f"entry:{client_id}:{name}").set_value(value).run()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_an_empty_practice_tells_the_next_step(token: str, name: str) -> None:
    app = opened_page(name)
    assert not app.exception
    assert app.title
    if name in ("session", "client", "intake"):
        assert any(button.label in ("Add a client", "Add the client") for button in app.button)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shows_anything_of_a_practice_without_a_visit(store: Store, token: str, name: str) -> None:
    client_id = client_with(store, 6, 6, code="Willow")
    visit = live_visit(token)
    assert visit is not None
    end_visit(visit.actor)
    app = opened_page("caseload", client_id)
    assert "You are signed out" in words(app)
    assert "Willow" not in words(app)
    assert not app.title
    assert not app.button


@pytest.mark.parametrize("story", [story.code for story in STORIES])
def test_the_client_page_of_every_demo_story_runs(
    demo_there: Path, monkeypatch: pytest.MonkeyPatch, story: str
) -> None:
    token = enter_demo()
    monkeypatch.setattr(visitor, "token", lambda: token)
    client_id = next(one.id for one in visitor.store().clients() if one.code == story)
    app = opened_page("client", client_id)
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="chosen-client").value == client_id


def test_the_caseload_puts_the_flagged_client_first_and_says_why(store: Store, token: str) -> None:
    client_with(store, 6, 6, 6, 6, code="A quiet one")
    client_with(store, 6, 6, 6, 3, code="B *fell*")
    app = opened_page("caseload")
    assert "B \\*fell\\*" in words(app)
    assert "A quiet one" not in words(app)
    assert "The client rated 3.0 where" in words(app)
    table = app.dataframe[0].value
    assert list(table["Client"]) == ["B *fell*", "A quiet one"]
    assert table["State"][1].endswith("On track")


def test_a_session_is_logged_and_its_result_is_on_the_same_screen(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    app = opened_page("session", client_id)
    for rater, value, tension in (("therapist", 4, 4), ("client", 3, 4)):
        for part in PARTS:
            answer(app, client_id, f"{rater}_{part}", value)
        answer(app, client_id, f"{rater}_tension", tension)
    press(app, "Save the session")
    assert not app.exception
    assert "Saved." in words(app)
    assert "rupture · session 3" in "\n".join(str(one.value) for one in app.markdown)
    assert "rupture: see above." in app.toast[0].value, "said where the button was, too"
    app.run()
    assert not app.toast
    assert sum(str(one.value).startswith("Caution: ") for one in app.caption) == 3
    newest = store.history(client_id).sessions[-1]
    assert newest.rating_by(Rater.CLIENT) is not None
    assert newest.rating_by(Rater.CLIENT).mean == 3  # type: ignore[union-attr]
    assert store.draft(client_id) is None


def test_what_was_not_rated_is_stored_as_missing(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = opened_page("session", client_id)
    answer(app, client_id, "therapist_bond", 5)
    press(app, "Save the session")
    newest = store.history(client_id).sessions[-1]
    mine = newest.rating_by(Rater.THERAPIST)
    assert mine is not None
    assert (mine.goal, mine.task, mine.bond, mine.tension) == (None, None, 5, None)
    assert newest.rating_by(Rater.CLIENT) is None


def test_an_attended_session_without_any_rating_is_not_stored(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = press(opened_page("session", client_id), "Save the session")
    assert "Nothing is rated yet" in words(app)
    assert len(store.history(client_id).sessions) == 1


def test_a_cancelled_appointment_needs_no_rating(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = opened_page("session", client_id)
    answer(app, client_id, "attendance", Attendance.CANCELLED.value)
    press(app, "Save the session")
    assert store.history(client_id).sessions[-1].attendance is Attendance.CANCELLED


def test_a_draft_comes_back_in_another_browser(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    first = opened_page("session", client_id)
    answer(first, client_id, "client_goal", 5)
    first.text_area(key=f"entry:{client_id}:note").set_value("came late").run()
    second = opened_page("session", client_id)
    assert second.text_area(key=f"entry:{client_id}:note").value == "came late"
    assert second.button_group(key=f"entry:{client_id}:client_goal").value == 5


def test_a_flag_is_dismissed_with_its_reason(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    session = store.history(client_id).sessions[-1]
    app = opened_page("client", client_id)
    app.radio(key=f"why-{session.id}").set_value("The rating was a slip").run()
    press(app, "Dismiss this flag")
    decision = store.history(client_id).decision_on(session.id)
    assert decision is not None
    assert (decision.decision, decision.reason) == (Decision.DISMISSED, "The rating was a slip")
    assert not [one for one in app.button if one.label == "I agree"]


def test_a_flag_is_not_dismissed_without_a_reason(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    app = opened_page("client", client_id)
    assert next(one for one in app.button if one.label == "Dismiss this flag").disabled


def test_a_rating_is_corrected_and_the_earlier_one_kept(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6)
    app = opened_page("client", client_id)
    app.radio(key=field(client_id, "correct-rater")).set_value(Rater.CLIENT).run()
    app.button_group(key=field(client_id, f"correct-3-{Rater.CLIENT}-bond")).set_value(2).run()
    press(app, "Save the correction")
    newest = store.history(client_id).sessions[-1]
    assert newest.rating_by(Rater.CLIENT).bond == 2  # type: ignore[union-attr]
    assert len(newest.corrected) == 1


def test_a_therapy_is_ended_and_resumed(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    app = opened_page("client", client_id)
    app.radio(key=field(client_id, "ending")).set_value("planned").run()
    press(app, "End the therapy")
    assert store.clients()[0].ended_on == today()
    assert [one.value for one in app.toast] == ["The therapy is ended. It can be resumed here."]
    press(app, "Resume the therapy")
    assert store.clients()[0].ended_on is None


def test_intake_adds_a_client_and_a_profile(store: Store, token: str) -> None:
    app = opened_page("intake")
    app.text_input(key="new-code").set_value("C-7")
    press(app, "Add the client")
    assert [one.code for one in store.clients()] == ["C-7"]
    client_id = store.clients()[0].id
    assert "Save the profile" not in [one.label for one in app.button], "untouched sliders are no estimate"
    app.slider(key=field(client_id, "estimate-anxiety")).set_value(6.0).run()
    app.slider(key=field(client_id, "estimate-avoidance")).set_value(2.0).run()
    assert "Leaning anxious" in words(app)
    press(app, "Save the profile")
    profile = store.history(store.clients()[0].id).profile
    assert profile is not None
    assert (profile.anxiety, profile.avoidance) == (6.0, 2.0)
    assert "The profile is saved." in words(app)
    labels = [one.label for one in app.button]
    assert "Save the profile" not in labels, "saved once is enough"
    press(app, "Log a session")
    assert app.title[0].value == "Log a session"


def test_scores_from_elsewhere_keep_the_day_they_are_from(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = opened_page("intake", client_id)
    app.button_group(key="way").set_value("scores").run()
    app.date_input(key=field(client_id, "assessed-on")).set_value(today() - timedelta(days=90)).run()
    app.number_input(key=field(client_id, "score-ecr-rs-anxiety")).set_value(5.5).run()
    press(app, "Save the profile")
    profile = store.history(client_id).profile
    assert profile is not None
    assert (profile.anxiety, profile.assessed_on) == (5.5, today() - timedelta(days=90))


def test_intake_refuses_a_code_that_is_taken(store: Store, token: str) -> None:
    client_with(store, 6, code="C-7")
    app = opened_page("intake")
    app.text_input(key="new-code").set_value("C-7")
    press(app, "Add the client")
    assert len(store.clients()) == 1
    assert [*app.error, *app.exception]


def test_a_folded_part_is_made_when_it_is_opened_and_kept_when_closed(
    store: Store, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "wanted", wanted)
    client_id = client_with(store, 6, 6, 6, 3)
    app = opened_page("client", client_id)
    assert not [one for one in app.button if one.label == "Save the correction"]
    for is_open in (True, False):
        app.session_state[field(client_id, "fold-correct")] = is_open
        app.run()
        assert [one.label for one in app.button if one.label == "Save the correction"]
    assert "for comparison only" not in words(app)


def test_published_rules_are_shown_beside_the_flag(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    app = opened_page("client", client_id)
    assert "for comparison only" in words(app)
    table = next(one.value for one in app.table if "Would flag session" in one.value)
    assert table.loc[table["Rule"] == "Drop since the last session", "Would flag session"].item() == "4"


def test_the_methods_page_shows_how_rules_compare(token: str) -> None:
    app = opened_page("methods")
    table = next(one.value for one in app.dataframe if "Found, 2 of 100 false" in one.value)
    assert "This project's score" in set(table["Rule"])


def test_a_lost_choice_comes_back_from_the_address_and_never_falls_on_another_client(store: Store, token: str) -> None:
    client_with(store, 6, 6, code="A")
    second = client_with(store, 6, 6, code="B")
    app = opened_page("client", second)
    assert app.selectbox(key="chosen-client").value == second
    app.selectbox(key="chosen-client").set_value(None).run()
    assert app.selectbox(key="chosen-client").value == second
    other = opened_page("client")
    assert other.selectbox(key="chosen-client").value is None


@pytest.mark.parametrize("decision", [Decision.SNOOZED, Decision.DISMISSED])
def test_a_flag_that_was_set_aside_can_be_answered_anew(store: Store, token: str, decision: Decision) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    session_id = store.history(client_id).sessions[-1].id
    until = today() + timedelta(days=14) if decision is Decision.SNOOZED else None
    store.decide(client_id, session_id, decision, key="aside", reason="A slip *of mine*", snoozed_until=until)
    app = opened_page("client", client_id)
    assert "I agree" not in [one.label for one in app.button]
    assert ("put off until" if until else "not a rupture") in words(app)
    press(app, "Answer it anew")
    press(app, "I agree")
    assert not app.exception
    assert store.history(client_id).running_episodes


def test_what_is_typed_about_one_client_is_not_there_for_another(store: Store, token: str) -> None:
    first, second = client_with(store, 6, 6, code="C-1"), client_with(store, 6, 6, code="C-2")
    app = opened_page("intake", first)
    app.button_group(key="way").set_value("items").run()
    for item in range(1, 10):
        app.number_input(key=field(first, f"items-ecr-rs-client-{item}")).set_value(6.0)
    app.run()
    assert "9 of 9 answered." in words(app)
    app.selectbox(key="chosen-client").set_value(second).run()
    assert not app.exception
    assert all(one.value is None for one in app.number_input)
    assert "Save the profile" not in [one.label for one in app.button]
    app = opened_page("client", first)
    app.button_group(key=field(first, "bond-safe_haven")).set_value(Strength.WEAK)
    app.selectbox(key="outcome-instrument").set_value("phq-9").run()
    app.number_input(key=field(first, "outcome-phq-9-9")).set_value(3.0)
    app.radio(key=field(first, "ending")).set_value("unilateral").run()
    app.selectbox(key="chosen-client").set_value(second).run()
    assert app.radio(key=field(second, "ending")).value is None
    assert app.button_group(key=field(second, "bond-safe_haven")).value is None
    assert all(one.value is None for one in app.number_input if one.label.startswith("Item"))


def test_items_typed_by_number_stand_in_their_order_for_the_tab_key_and_on_a_phone(store: Store, token: str) -> None:
    app = opened_page("intake", client_with(store, 6))
    app.button_group(key="way").set_value("items").run()
    assert [one.label for one in app.number_input] == [f"Item {number}" for number in range(1, 10)]


def test_an_unfinished_entry_is_there_again_after_a_look_at_another_page_or_client(store: Store, token: str) -> None:
    client_id, other = client_with(store, 6), client_with(store, 6, code="C-2")
    app = opened_page("session", client_id)
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


def test_a_link_that_cannot_be_made_costs_nothing_of_what_is_typed_beneath(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    rated = Rating(rater=Rater.CLIENT, goal=6)
    store.record_session(client_id, SessionEntry(held_on=today(), ratings=(rated,)), key="today")
    app = opened_page("session", client_id)
    app.text_area(key=f"entry:{client_id}:note").set_value("came late").run()
    press(app, "QR code or link")
    assert "has rated this session already" in words(app)
    assert app.text_area(key=f"entry:{client_id}:note").value == "came late"
    assert any(one.label == "Save the session" for one in app.button)


def test_a_day_that_is_logged_already_is_said_before_it_is_logged_twice(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    app = opened_page("session", client_id)
    assert "is logged already" not in words(app)
    app.date_input(key=f"entry:{client_id}:held_on").set_value(store.history(client_id).sessions[-1].held_on).run()
    assert "is logged already" in words(app)


def test_a_rupture_that_is_followed_is_not_dismissed_beside_it(store: Store, token: str) -> None:
    app = press(opened_page("client", client_with(store, 6, 6, 6, 3)), "I agree")
    labels = [one.label for one in app.button]
    assert "Dismiss this flag" not in labels
    assert "Put it off" not in labels
    assert "Save the kind" in labels


def test_columns_still_to_be_named_are_no_fault_of_the_file(store: Store, token: str) -> None:
    app = opened_page("importing")
    app.file_uploader[0].upload("ours.csv", b"Klient;Sitzung;Ziel\nK-1;1;6\n", "text/csv").run()
    assert not app.error
    assert any("Say which column holds each of them" in str(one.value) for one in app.info)
    assert "FIELD=" not in words(app)


def test_the_sentence_says_of_which_session_it_is(store: Store, token: str) -> None:
    assert "Session 3: The client rated" in words(opened_page("client", client_with(store, 6, 6, 6)))


def test_an_appointment_a_page_says_nothing_about_stays_what_it_was(store: Store, token: str) -> None:
    client_id = client_with(store, 6)
    app = opened_page("session", client_id)
    place = f"entry:{client_id}:attendance"
    for choice in (Attendance.ATTENDED, Attendance.CANCELLED):
        app.segmented_control(key=place).set_value(choice.value).run()
        app.session_state[place] = None
        app.run()
        assert app.segmented_control(key=place).value == choice.value
        assert ("Your view" in words(app)) is (choice is Attendance.ATTENDED)
