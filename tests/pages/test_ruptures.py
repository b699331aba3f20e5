"""Working on a rupture on the client's page: episode, stages, resolution, prompts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from alliance_monitor.attachment import Profile
from alliance_monitor.attachment.bond import Strength
from alliance_monitor.episode import Origin, RuptureEpisode, Status
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.rupture import RepairContext, RuptureType
from alliance_monitor.repair import library, suggest
from alliance_monitor.repair.suggestion import SAFETY
from db.configuration import configuration
from db.connection.database import Database
from db.store import Store
from pages.parts.rupture import prompts
from pages.parts.shared.widget_key import widget_key
from tests.support.page_cases import button, cautions, open_page, page_text, press, signed_in

START = date(2026, 9, 7)


@pytest.fixture
def client(store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A client with five sessions, whose ratings fell in the newest."""
    signed_in(practice, monkeypatch)
    client_id = store.add_client(ClientEntry(code="C-1", started_on=START), key="add")
    for week, level in enumerate((6, 6, 6, 6, 3)):
        ratings = tuple(
            Rating(rater=rater, goal=level, task=level, bond=level, tension=1 if level > 4 else 4) for rater in Rater
        )
        entry = SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings)
        store.record_session(client_id, entry, key=f"s{week}")
    return client_id


def newest(store: Store, client: str) -> RuptureEpisode:
    return store.history(client).episodes[-1]


def confirmed(client: str) -> AppTest:
    return press(open_page("client", client), "I agree")


def test_confirming_a_flag_opens_an_episode(store: Store, client: str) -> None:
    app = confirmed(client)
    assert "Rupture followed since session 5" in page_text(app)
    assert cautions(app) == 3
    assert newest(store, client).origin is Origin.FLAG


def test_stages_can_be_revisited_and_the_prompts_change_with_them(store: Store, client: str) -> None:
    app = confirmed(client)
    shown: list[set[str]] = []
    for stage in (1, 3, 2):
        episode = newest(store, client)
        key = f"stage-{episode.id}-{len(episode.path)}-1"
        app.button_group(key=key).set_value(stage).run()
        shown.append({str(element.value) for element in app.markdown if str(element.value).startswith("**")})
        app.text_area(key=f"tried-{episode.id}").set_value(f"tried at {stage}").run()
        app.button_group(key=f"went-{episode.id}").set_value("partly").run()
        press(app, f"Save the work at stage {stage}")
        assert not app.exception
    assert [work.stage for work in newest(store, client).path] == [1, 3, 2]
    assert "Path: **1** → **3** → **2**" in page_text(app)
    assert shown[0] != shown[1]


def test_an_episode_is_rated_by_both_closed_and_reopened(store: Store, client: str) -> None:
    app = confirmed(client)
    episode = newest(store, client)
    app.radio(key=f"outcome-{episode.id}").set_value("resolved").run()
    assert button(app, "Close the episode").disabled
    for rater, value in ((Rater.THERAPIST, 4), (Rater.CLIENT, 5)):
        app.button_group(key=f"resolved-{rater}-{episode.id}").set_value(value).run()
    app.radio(key=f"outcome-{episode.id}").set_value("resolved").run()
    press(app, "Close the episode")
    closed = newest(store, client)
    assert (closed.status, closed.therapist_resolution, closed.client_resolution) == (Status.RESOLVED, 4, 5)
    assert "The episode is closed." in page_text(app)
    press(app, "Take it up again")
    assert newest(store, client).running


def test_dismissing_an_episode_asks_why(store: Store, client: str) -> None:
    app = confirmed(client)
    episode = newest(store, client)
    app.radio(key=f"outcome-{episode.id}").set_value("dismissed").run()
    assert button(app, "Close the episode").disabled
    app.text_input(key=f"reason-{episode.id}").set_value("we only disagreed").run()
    press(app, "Close the episode")
    assert (newest(store, client).status, newest(store, client).reason) == (Status.DISMISSED, "we only disagreed")


def test_an_episode_is_opened_by_hand_classified_and_merged(store: Store, client: str) -> None:
    app = open_page("client", client)
    app.selectbox(key=widget_key(client, "open-episode-session")).set_value(2).run()
    app.selectbox(key=widget_key(client, "open-episode-kind-2")).set_value(RuptureType.WITHDRAWAL_TOWARD).run()
    press(app, "Follow it")
    first = newest(store, client)
    assert (first.origin, first.ruptures, first.rupture_type) == (Origin.HAND, (2,), RuptureType.WITHDRAWAL_TOWARD)
    press(app, "I agree")
    second = newest(store, client)
    assert not app.exception
    app.selectbox(key=f"type-{second.id}-None").set_value(RuptureType.CONFRONTATION).run()
    press(app, "Same rupture as the one of session 2")
    kept, gone = store.history(client).episodes
    assert (kept.ruptures, kept.rupture_type, gone.status) == ((2, 5), RuptureType.CONFRONTATION, Status.MERGED)


def test_another_rupture_during_the_repair_is_recorded(store: Store, client: str) -> None:
    app = confirmed(client)
    press(app, "It ruptured again")
    assert newest(store, client).ruptures == (5, 5)
    assert "Ruptured again inside the repair: session 5" in page_text(app)


def test_bond_elements_and_talk_are_entered_and_drawn(store: Store, client: str) -> None:
    app = open_page("client", client)
    app.button_group(key=widget_key(client, "bond-safe_haven")).set_value(Strength.WEAK).run()
    press(app, "Save this look")
    app.number_input(key=widget_key(client, "talk-secure")).set_value(3).run()
    app.number_input(key=widget_key(client, "talk-avoidant")).set_value(1).run()
    press(app, "Save the counts")
    assert not app.exception
    assert "75% of the passages counted in session 5 were secure." in page_text(app)
    assert "more distance first" in page_text(app)


def test_unclear_attachment_gets_prompts_for_both_patterns(store: Store, client: str) -> None:
    profile = Profile.from_estimate(5.5, 4.0, assessed_on=START)
    store.record_profile(client, profile, key="profile")
    app = open_page("client", client)
    assert [tab.label for tab in app.tabs] == ["For both readings", "If more anxious", "If more fearful"]
    assert cautions(app) == 9
    assert not app.exception


def test_a_practices_own_prompt_replaces_ours(
    store: Store, client: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    first = next(
        p for p in library() if (p.stage, p.rupture_type, p.pattern, p.kind) == (1, "mixed", "unknown", "avoid")
    )
    own.write_text(
        f"""[[prompt]]
id = "{first.id}"
stage = 1
rupture_type = "mixed"
pattern = "unknown"
phase = "{first.phase}"
kind = "avoid"
text = "Perhaps hold back what our own house rule says."
rationale = "House rule."
caution = "None known."
evidence = {{ source = "Our own practice", strength = "theory" }}
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("ALLIANCE_PROMPTS", str(own))
    configuration.cache_clear()
    prompts.practice_library.cache_clear()
    try:
        app = open_page("client", client)
        assert "our own house rule" in page_text(app)
    finally:
        prompts.practice_library.cache_clear()


def test_every_set_of_prompts_has_the_safety_sentence_and_the_services_own(
    store: Store, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_SAFETY_TEXT", "Call the *duty* line, 24 hours.")
    configuration.cache_clear()
    store.record_profile(client, Profile.from_estimate(5.5, 4.0, assessed_on=START), key="profile")
    captions = [str(caption.value) for caption in open_page("client", client).caption]
    assert captions.count(SAFETY) == 3
    assert captions.count("Your service: Call the \\*duty\\* line, 24 hours\\.") == 3


def test_a_sign_of_risk_replaces_the_prompts(store: Store, client: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = suggest(RepairContext(RuptureType.MIXED, 1, risk=True))
    monkeypatch.setattr(prompts, "suggest", lambda *_, **__: asked)
    app = open_page("client", client)
    assert "possible risk of harm" in page_text(app)
    assert cautions(app) == 0
