"""The client's page: flags and decisions, corrections, ending a therapy, lazy expanders."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alliance_monitor.records.ratings import Rater
from alliance_monitor.therapy.history import Decision
from db.store import Store
from demo.stories import STORIES
from pages.parts.shared.lazy_expander import was_opened
from pages.parts.shared.widget_key import widget_key
from tests.support.extent import parametrize_part
from tests.support.page_cases import (
    LAZY_EXPANDER,
    button,
    button_labels,
    client_with,
    open_page,
    page_text,
    press,
    today,
)


@parametrize_part("story", [story.code for story in STORIES], 4)
def test_the_client_page_of_every_demo_story_runs(demo_store: Store, story: str) -> None:
    client_id = next(client.id for client in demo_store.clients() if client.code == story)
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
    assert "I agree" not in button_labels(app)


def test_a_flag_is_not_dismissed_without_a_reason(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    app = open_page("client", client_id)
    assert button(app, "Dismiss this flag").disabled


def test_a_rating_is_corrected_and_the_earlier_rating_kept(store: Store, token: str) -> None:
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
    assert [toast.value for toast in app.toast] == ["The therapy is ended. It can be resumed here."]
    press(app, "Resume the therapy")
    assert store.clients()[0].ended_on is None


def test_a_lazy_expander_draws_its_content_once_opened_and_keeps_it_when_closed(
    store: Store, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LAZY_EXPANDER, "was_opened", was_opened)
    client_id = client_with(store, 6, 6, 6, 3)
    app = open_page("client", client_id)
    assert "Save the correction" not in button_labels(app)
    for is_open in (True, False):
        app.session_state[widget_key(client_id, "expander-correct")] = is_open
        app.run()
        assert "Save the correction" in button_labels(app)
    assert "for comparison only" not in page_text(app)


def test_published_rules_are_shown_beside_the_flag(store: Store, token: str) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    app = open_page("client", client_id)
    assert "for comparison only" in page_text(app)
    table = next(table.value for table in app.table if "Would flag session" in table.value)
    assert table.loc[table["Rule"] == "Drop since the last session", "Would flag session"].item() == "4"


@pytest.mark.parametrize("decision", [Decision.SNOOZED, Decision.DISMISSED])
def test_a_dismissed_or_snoozed_flag_can_be_decided_again(store: Store, token: str, decision: Decision) -> None:
    client_id = client_with(store, 6, 6, 6, 3)
    session_id = store.history(client_id).sessions[-1].id
    until = today() + timedelta(days=14) if decision is Decision.SNOOZED else None
    store.decide(client_id, session_id, decision, key="decision", reason="A slip *of mine*", snoozed_until=until)
    app = open_page("client", client_id)
    assert "I agree" not in button_labels(app)
    assert ("put off until" if until else "not a rupture") in page_text(app)
    press(app, "Answer it anew")
    press(app, "I agree")
    assert not app.exception
    assert store.history(client_id).running_episodes


def test_a_flag_with_an_open_episode_cannot_be_dismissed_or_snoozed(store: Store, token: str) -> None:
    app = press(open_page("client", client_with(store, 6, 6, 6, 3)), "I agree")
    labels = button_labels(app)
    assert "Dismiss this flag" not in labels
    assert "Put it off" not in labels
    assert "Save the kind" in labels


def test_the_explanation_names_its_session(store: Store, token: str) -> None:
    assert "Session 3: The client rated" in page_text(open_page("client", client_with(store, 6, 6, 6)))
