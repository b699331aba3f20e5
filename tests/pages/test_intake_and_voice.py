"""Intake scored as it is entered, earlier profiles, and the client's own ratings counted and asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alliance_monitor.attachment import Profile
from alliance_monitor.client_form import Reply
from alliance_monitor.outcome.form import OutcomeForm
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.completeness import REMINDERS, completeness
from db.client_link.answers import redeem
from db.connection.database import Database
from db.connection.utc import now
from db.store import Store
from pages.parts.shared.widget_key import widget_key
from tests.support.page_cases import button_labels, open_page, page_text, press, signed_in

TODAY = now().astimezone().date()


@pytest.fixture
def client_id(store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    signed_in(practice, monkeypatch)
    return store.add_client(ClientEntry(code="C-1", started_on=TODAY - timedelta(weeks=9)), key="add")


def session(held_on: date, *raters: Rater) -> SessionEntry:
    return SessionEntry(held_on=held_on, ratings=tuple(Rating(rater=rater, goal=5, task=5, bond=5) for rater in raters))


def test_the_recommended_questionnaire_is_scored_as_it_is_entered(store: Store, client_id: str) -> None:
    app = open_page("intake", client_id)
    app.button_group(key="way").set_value("items").run()
    assert app.selectbox(key="items-instrument").value == "ecr-rs"
    for item, answer in enumerate((2, 3, 2, 1), start=1):
        app.number_input(key=widget_key(client_id, f"items-ecr-rs-client-{item}")).set_value(float(answer))
    app.run()
    assert "4 of 9 answered." in page_text(app)
    assert "A few more answers are needed" in page_text(app)
    for item, answer in enumerate((4, 5, 6, 7, 5), start=5):
        app.number_input(key=widget_key(client_id, f"items-ecr-rs-client-{item}")).set_value(float(answer))
    app.run()
    press(app, "Save the profile")
    assert not app.exception
    profile = store.history(client_id).profile
    assert profile is not None
    # By hand: avoidance (6 + 5 + 6 + 7 + 4 + 5) / 6 = 5.5, anxiety (6 + 7 + 5) / 3 = 6.
    assert (profile.avoidance, profile.anxiety, profile.method) == (5.5, 6.0, "questionnaire")


def test_our_brief_questionnaire_answered_by_the_therapist_counts_as_an_estimate(store: Store, client_id: str) -> None:
    app = open_page("intake", client_id)
    app.button_group(key="way").set_value("items").run()
    app.selectbox(key="items-instrument").set_value("brief-attachment").run()
    assert "QR code or link" in button_labels(app)
    app.button_group(key="who-brief-attachment").set_value(Rater.THERAPIST).run()
    assert "QR code or link" not in button_labels(app)
    for item in range(1, 11):
        app.button_group(key=widget_key(client_id, f"items-brief-attachment-therapist-{item}")).set_value(4)
    app.run()
    press(app, "Save the profile")
    profile = store.history(client_id).profile
    assert profile is not None
    assert (profile.method, profile.anxiety, profile.pattern) == ("estimate", 4, "mixed")


def test_contradictory_prototypes_are_pointed_out(store: Store, client_id: str) -> None:
    app = open_page("intake", client_id)
    app.button_group(key="way").set_value("items").run()
    app.selectbox(key="items-instrument").set_value("rq").run()
    for item, answer in enumerate((6, 6, 2, 2), start=1):
        app.number_input(key=widget_key(client_id, f"items-rq-client-{item}")).set_value(float(answer))
    app.run()
    assert "Contradictory answers: Secure and Fearful" in page_text(app)


def test_earlier_profiles_are_listed_on_both_pages(store: Store, client_id: str) -> None:
    for month, anxiety in ((3, 6.0), (1, 4.5)):
        day = TODAY - timedelta(days=30 * month)
        store.record_profile(client_id, Profile.from_estimate(anxiety, 2.0, assessed_on=day), key=f"p{month}")
    for page in ("client", "intake"):
        app = open_page(page, client_id)
        assert any("Profiles so far (2)" in expander.label for expander in app.expander)
        table = next(table.value for table in app.table if "Anxiety" in table.value)
        assert [text.split()[0] for text in table["Anxiety"]] == ["4.5", "6.0"]


def test_ratings_asked_for_and_given_are_counted(store: Store, client_id: str) -> None:
    for week, raters in ((4, (Rater.THERAPIST, Rater.CLIENT)), (3, (Rater.THERAPIST,)), (2, (Rater.THERAPIST,))):
        store.record_session(client_id, session(TODAY - timedelta(weeks=week), *raters), key=f"s{week}")
    revoked = store.create_link(client_id, TODAY - timedelta(weeks=3))
    store.revoke_link(revoked.id)
    assert redeem(store.create_link(client_id, TODAY - timedelta(weeks=3)).token, Reply(answers={"1": 5}))
    store.create_link(client_id, TODAY - timedelta(weeks=2))
    answered = completeness(store.history(client_id))
    assert answered.sentence() == "The client rated 2 of 3 sessions. By link: asked 2, answered 1."
    assert answered.unrated is not None
    assert answered.unrated.number == 3
    (row,) = store.caseload(TODAY)
    assert (row.summary.heard, row.summary.heard_of) == (2, 3)
    table = open_page("caseload").dataframe[0].value
    assert list(table["Client heard"]) == ["2 of 3"]


def test_answers_held_back_are_announced_and_can_be_shown(store: Store, client_id: str) -> None:
    assert redeem(store.create_link(client_id, TODAY).token, Reply(answers={"1": 2, "2": 2, "3": 2}))
    app = open_page("client", client_id)
    assert "You have not yet." in page_text(app)
    assert list(app.dataframe[0].value["Client (goals / tasks / bond)"]) == ["waits for yours"]
    press(app, "Show their answers without mine")
    assert not app.exception
    assert "You have not yet." not in page_text(app)
    assert list(app.dataframe[0].value["Client (goals / tasks / bond)"]) == ["2 / 2 / 2"]


def test_the_reminder_does_not_mention_therapy(store: Store, client_id: str) -> None:
    for text in REMINDERS.values():
        assert "{link}" in text
        assert not any(word in text.lower() for word in ("therap", "session", "sitzung", "client", "patient", "praxis"))
    store.record_session(client_id, session(TODAY, Rater.THERAPIST), key="s")
    app = press(open_page("client", client_id), "QR code or link")
    codes = [code.value for code in app.code]
    assert any(text.startswith("Hello, a short reminder") and "/r/p" in text for text in codes)
    assert "C-1" not in " ".join(codes)


def test_reliable_change_and_a_sudden_gain_are_put_into_words(store: Store, client_id: str) -> None:
    for week, total in enumerate((20, 19, 21, 8, 7, 7)):
        answers = {str(n): float(total // 8 + (n <= total % 8)) for n in range(1, 9)} | {"9": 0.0}
        form = OutcomeForm(instrument="phq-9", held_on=TODAY - timedelta(weeks=6 - week), answers=answers)
        store.record_outcome(client_id, form, key=f"o{week}")
    shown = page_text(open_page("client", client_id))
    assert "20 → 7, reliably better (6 points or more; NHS Talking Therapies" in shown
    assert "A sudden gain between" in shown
