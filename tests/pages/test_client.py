"""The client's page: flags and what was decided, corrections, the end of a therapy, and its folded parts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alliance_monitor.records.ratings import Rater
from alliance_monitor.therapy.history import Decision
from db.store import Store
from demo.entry import enter_demo
from demo.stories import STORIES
from pages.parts.shared import visitor
from pages.parts.shared.lazy_expander import was_opened
from pages.parts.shared.widget_key import widget_key
from tests.support.extent import parametrize_part
from tests.support.page_cases import LAZY_EXPANDER, client_with, open_page, page_text, press, today


@parametrize_part("story", [story.code for story in STORIES], 4)
def test_the_client_page_of_every_demo_story_runs(
    demo_there: Path, monkeypatch: pytest.MonkeyPatch, story: str
) -> None:
    token = enter_demo()
    monkeypatch.setattr(visitor, "token", lambda: token)
    client_id = next(one.id for one in visitor.store().clients() if one.code == story)
    app = open_page("client", client_id)
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="chosen-client").value == client_id


def test_a_flag_is_dismissed_with_its_reason(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    session = store.history(client_id).sessions[-1]
    app = open_page("client", client_id)
    app.radio(key=f"why-{session.id}").set_value("The rating was a slip").run()
    press(app, "Dismiss this flag")
    decision = store.history(client_id).decision_on(session.id)
    assert decision is not None
    assert (decision.decision, decision.reason) == (Decision.DISMISSED, "The rating was a slip")
    assert not [one for one in app.button if one.label == "I agree"]


def test_a_flag_is_not_dismissed_without_a_reason(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    app = open_page("client", client_id)
    assert next(one for one in app.button if one.label == "Dismiss this flag").disabled


def test_a_rating_is_corrected_and_the_earlier_one_kept(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6)
    app = open_page("client", client_id)
    app.radio(key=widget_key(client_id, "correct-rater")).set_value(Rater.CLIENT).run()
    app.button_group(key=widget_key(client_id, f"correct-3-{Rater.CLIENT}-bond")).set_value(2).run()
    press(app, "Save the correction")
    newest = store.history(client_id).sessions[-1]
    assert newest.rating_by(Rater.CLIENT).bond == 2  # type: ignore[union-attr]
    assert len(newest.corrected) == 1


def test_a_therapy_is_ended_and_resumed(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6)
    app = open_page("client", client_id)
    app.radio(key=widget_key(client_id, "ending")).set_value("planned").run()
    press(app, "End the therapy")
    assert store.clients()[0].ended_on == today()
    assert [one.value for one in app.toast] == ["The therapy is ended. It can be resumed here."]
    press(app, "Resume the therapy")
    assert store.clients()[0].ended_on is None


def test_a_folded_part_is_made_when_it_is_opened_and_kept_when_closed(
    store: Store, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LAZY_EXPANDER, "was_opened", was_opened)
    client_id = client_with(store, 6, 6, 6, 3)
    app = open_page("client", client_id)
    assert not [one for one in app.button if one.label == "Save the correction"]
    for is_open in (True, False):
        app.session_state[widget_key(client_id, "expander-correct")] = is_open
        app.run()
        assert [one.label for one in app.button if one.label == "Save the correction"]
    assert "for comparison only" not in page_text(app)


def test_published_rules_are_shown_beside_the_flag(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    app = open_page("client", client_id)
    assert "for comparison only" in page_text(app)
    table = next(one.value for one in app.table if "Would flag session" in one.value)
    assert table.loc[table["Rule"] == "Drop since the last session", "Would flag session"].item() == "4"


@pytest.mark.parametrize("decision", [Decision.SNOOZED, Decision.DISMISSED])
def test_a_flag_that_was_set_aside_can_be_answered_anew(store: Store, token: str, decision: Decision) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    session_id = store.history(client_id).sessions[-1].id
    until = today() + timedelta(days=14) if decision is Decision.SNOOZED else None
    store.decide(client_id, session_id, decision, key="aside", reason="A slip *of mine*", snoozed_until=until)
    app = open_page("client", client_id)
    assert "I agree" not in [one.label for one in app.button]
    assert ("put off until" if until else "not a rupture") in page_text(app)
    press(app, "Answer it anew")
    press(app, "I agree")
    assert not app.exception
    assert store.history(client_id).running_episodes


def test_a_rupture_that_is_followed_is_not_dismissed_beside_it(store: Store, token: str) -> None:
    app = press(open_page("client", client_with(store, 6, 6, 6, 3)), "I agree")
    labels = [one.label for one in app.button]
    assert "Dismiss this flag" not in labels
    assert "Put it off" not in labels
    assert "Save the kind" in labels


def test_the_sentence_says_of_which_session_it_is(store: Store, token: str) -> None:
    assert "Session 3: The client rated" in page_text(open_page("client", client_with(store, 6, 6, 6)))
