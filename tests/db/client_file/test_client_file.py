"""The client's right of access: everything recorded about them is in the file, readable, with who and when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from alliance_monitor.attachment import Profile
from alliance_monitor.attachment.bond import BondElements, Strength, TalkCounts
from alliance_monitor.client_file import ClientFile, to_bundle
from alliance_monitor.client_form import Reply
from alliance_monitor.episode import Closed, Origin, Outcome, Worked
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.outcome.form import OutcomeForm
from alliance_monitor.records.entry import Attendance, ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.rupture import Observation
from alliance_monitor.repair import Feedback
from alliance_monitor.supervision import Discussion, RequestEntry
from alliance_monitor.therapy.history import Decision
from db.access import Actor, NeedsProofError, Role
from db.client_link.answers import redeem
from db.connection.database import Database
from db.connection.utc import now
from db.maintenance.erasure import _is_about_clients
from db.opening import database
from db.place import Place
from db.sign_in import live_visit, sign_in
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import AuditEntry, Base, Practice, Visit
from tests.support.client_ratings import LOW, at_once, mine
from tests.support.page_cases import open_page, page_text, signed_in
from tests.support.prepared import PASSPHRASE

both = pytest.mark.engines("sqlite", "postgresql")
MAKE_ANEW = "python -m alliance_monitor.client_file > docs/client-file.schema.json"
SCHEMA = Path(__file__).parents[3] / "docs" / "client-file.schema.json"
TODAY = now().astimezone().date()
START = TODAY - timedelta(weeks=8)
FREE_TEXT = "note line tried closing dismissing question discussed decided draft emergency"
SAID = {name: f"In somebody's own words: {name}." for name in FREE_TEXT.split()}
NOT_IN_THE_FILE = {"derived_courses"}
"""Made anew from the rest: what the rules say stands with each session."""


def rated(week: int, level: float = 6.0, **more: Any) -> SessionEntry:
    ratings = tuple(Rating(rater=rater, goal=level, task=level, bond=level, tension=1) for rater in Rater)
    return SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings, **more)


@pytest.fixture
def client_id(store: Store, practice: Database, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> str:
    """A therapy with a row in every table about clients."""
    at_once(monkeypatch, client_line="true", client_ratings_at_once="true")
    with practice.write() as tx:
        home = tx.scalar(select(Practice.id)) or ""
        sue = Actor(add_account(tx, home, "sue", "Sue", "-", [Role.SUPERVISOR]), ada.place)
    store.assign_supervisor(sue.account_id, ada.account_id, key="assign")
    client = store.add_client(ClientEntry(code="C-1", started_on=START), key="client")
    ids = [store.record_session(client, rated(week), key=f"s{week}") for week in range(4)]
    seen = (Observation(marker="anger", intensity=4),)
    ids.append(store.record_session(client, rated(4, 2.0, observations=seen, note=SAID["note"]), key="s4"))
    missed = SessionEntry(held_on=START + timedelta(weeks=5), attendance=Attendance.CANCELLED)
    store.record_session(client, missed, key="missed")
    store.correct_rating(ids[0], Rating(rater=Rater.THERAPIST, goal=5, bond=4, tension=2), key="corrected")
    store.record_profile(client, Profile.from_estimate(5.5, 3, assessed_on=START), key="profile")
    answers = {str(item): 1.0 for item in range(1, 9)} | {"9": 0.0}
    form = OutcomeForm.model_validate({"instrument": "phq-9", "held_on": START, "answers": answers})
    store.record_outcome(client, form, key="outcome")
    store.decide(client, ids[4], Decision.DISMISSED, reason=SAID["dismissing"], key="decided")
    episode = store.open_episode(client, ids[4], Origin.HAND, key="opened")
    store.add_to_episode(client, episode, Worked(session=5, stage=1, tried=SAID["tried"]), key="worked")
    closing = Closed(session=5, outcome=Outcome.DISMISSED, reason=SAID["closing"])
    store.add_to_episode(client, episode, closing, key="closed")
    store.record_bond(client, ids[3], BondElements(safe_haven=Strength.WEAK), key="bond")
    store.record_talk(client, ids[3], TalkCounts(secure=3, avoidant=1), key="talk")
    store.judge_prompt(client, Feedback(prompt_id="some-prompt", verdict="helpful"), key="prompt")
    store.ask_for_supervision(client, RequestEntry(question=SAID["question"]), key="asked")
    held = Discussion(discussed_on=TODAY, note=SAID["discussed"], decision=SAID["decided"])
    open_store(sue).record_discussion(client, held, key="held")
    assert redeem(
        store.create_link(client, TODAY - timedelta(days=1)).token, LOW.model_copy(update={"line": SAID["line"]})
    )
    intake = store.create_link(client, TODAY, instrument="brief-attachment")
    assert redeem(intake.token, Reply(answers={str(item): 5 for item in range(1, 11)}))
    store.keep_draft(client, {"note": SAID["draft"]})
    open_store(sue).open_in_emergency("C-1", SAID["emergency"], key="emergency")
    return client


def entries(file: ClientFile) -> dict[str, int]:
    """How many entries of the file stand for rows of each table."""
    return {
        "therapy_sessions": len(file.sessions),
        "ratings": sum(len(session.ratings) for session in file.sessions),
        "rupture_markers": sum(len(session.signs) for session in file.sessions),
        "notes": sum(len(session.notes) for session in file.sessions),
        "bond_assessments": sum(len(session.bond) for session in file.sessions),
        "talk_counts": sum(len(session.talk) for session in file.sessions),
        "client_lines": len(file.lines),
        "attachment_profiles": len(file.attachment),
        "outcome_answers": len(file.outcomes),
        "flag_decisions": len(file.decisions),
        "episode_events": sum(len(episode.events) for episode in file.episodes),
        "prompt_verdicts": len(file.prompts),
        "supervision_requests": len(file.supervision.requests),
        "supervision_discussions": len(file.supervision.discussions),
        "client_links": len(file.links),
        "drafts": len(file.drafts),
        "emergency_accesses": len(file.emergencies),
    }


@both
def test_every_row_about_the_client_is_in_the_file_and_readable(
    store: Store, practice: Database, client_id: str
) -> None:
    other = store.add_client(ClientEntry(code="C-2", started_on=START), key="other")
    store.record_session(other, rated(1), key="other")
    file = store.client_file(client_id)
    with practice.read() as tx:
        rows = {
            table.name: len(tx.execute(select(table).where(table.c.client_id == client_id)).all())
            for table in Base.metadata.sorted_tables
            if _is_about_clients(table) and table.name not in NOT_IN_THE_FILE
        }
        looks = tx.execute(select(AuditEntry.action).where(AuditEntry.client_id == client_id)).all()
    assert entries(file) == rows
    assert 0 not in rows.values()
    # The file itself is an entry made after it was read.
    assert [view.action for view in file.looks] == [row.action for row in looks][:-1]
    assert looks[-1].action == "client.exported"
    told = file.to_json().decode()
    assert [name for name, words in SAID.items() if words not in told] == []
    assert "C-2" not in told
    assert not re.search(r"cannot be read|[0-9a-f]{8}:[\w-]{12}", told)


@both
def test_who_and_when_stand_with_everything_and_links_say_so(store: Store, client_id: str) -> None:
    file = store.client_file(client_id)
    assert (file.made.by, file.made.practice, file.therapy.therapist) == ("Ada", "Oak House", "Ada")
    [by_link] = [rating for session in file.sessions for rating in session.ratings if rating.by_link]
    assert (by_link.rating.rater, by_link.rating.parts) == (Rater.CLIENT, (2, 2, 2))
    assert [profile.by_link for profile in file.attachment] == [False, True]
    first = next(session for session in file.sessions if session.number == 1)
    assert sorted(rating.superseded_at is None for rating in first.ratings) == [False, True, True]
    assert {discussion.recorded_by for discussion in file.supervision.discussions} == {"Sue"}
    assert {emergency.recorded_by for emergency in file.emergencies} == {"Sue"}
    assert {view.by for view in file.looks} == {"Ada", "Sue", None}
    flagged = [session.judged.status for session in file.sessions if session.judged and session.number == 5]
    assert flagged == ["likely"]
    used = {(instrument.id, instrument.version) for instrument in file.instruments}
    assert used >= {("brief-session", 1), ("phq-9", 1), ("brief-attachment", 1)}
    [depression] = [instrument for instrument in file.instruments if instrument.id == "phq-9"]
    assert [(score.name, score.low, score.high) for score in depression.scores] == [("total", 0, 27), ("harm", 0, 3)]
    assert file.outcomes[0].scores == {"total": 8, "harm": 0}


def test_the_file_reads_back_as_it_was_and_the_schema_is_the_documented_one(store: Store, client_id: str) -> None:
    file = store.client_file(client_id)
    assert ClientFile.model_validate_json(file.to_json()) == file
    written = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert written == ClientFile.model_json_schema(mode="serialization"), MAKE_ANEW


def test_a_client_of_whom_little_is_known_has_a_file_too(store: Store) -> None:
    client = store.add_client(ClientEntry(code="C-9"), key="c")
    file = store.client_file(client)
    assert (file.sessions, file.therapy.started_on) == ((), None)
    Bundle.model_validate(to_bundle(file))


def test_an_answer_that_waits_is_not_shown_by_a_file(store: Store, practice: Database) -> None:
    client = store.add_client(ClientEntry(code="C-1", started_on=START), key="c")
    assert redeem(store.create_link(client, TODAY).token, LOW)
    with pytest.raises(InvalidEntryError, match="waits for your own rating"):
        store.client_file(client)
    store.record_session(client, mine(), key="s")
    assert [rating.by_link for rating in store.client_file(client).sessions[0].ratings].count(True) == 1
    with practice.read() as tx:
        actions = list(tx.scalars(select(AuditEntry.action)))
    assert actions.count("client.exported") == 1


def test_a_browser_left_open_makes_no_file(store: Store, practice: Database) -> None:
    client = store.add_client(ClientEntry(code="C-1"), key="c")
    token = sign_in(database(Place.PRACTICE), "ada", PASSPHRASE, "192.0.2.1")
    assert isinstance(token, str)
    visit = live_visit(token)
    assert visit is not None
    assert open_store(visit.actor).client_file(client).therapy.code == "C-1"
    with practice.write() as tx:
        tx.execute(update(Visit).values(proved_at=now() - timedelta(minutes=11)))
    with pytest.raises(NeedsProofError):
        open_store(visit.actor).client_file(client)


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def components(observation: dict[str, Any]) -> dict[str, float]:
    return {component["code"]["text"]: component["valueQuantity"]["value"] for component in observation["component"]}


def test_the_bundle_is_fhir_r4_whole_in_itself_and_always_the_same(store: Store, client_id: str) -> None:
    file = store.client_file(client_id)
    bundle = to_bundle(file)
    Bundle.model_validate_json(json.dumps(bundle))  # R4B has the same form for every resource used here
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(references(bundle)) <= set(urls)
    assert json.dumps(bundle) == json.dumps(to_bundle(file))
    for resource in resources(bundle, "Observation"):
        assert any(name.startswith("value") for name in resource) or resource["component"], resource
        assert "effectiveDateTime" in resource, resource


def test_the_bundle_says_what_the_file_says_without_anybodys_own_words(store: Store, client_id: str) -> None:
    file = store.client_file(client_id)
    bundle = to_bundle(file)
    told = json.dumps(bundle)
    assert [words for words in SAID.values() if words in told] == []
    [client] = resources(bundle, "Patient")
    assert [identifier["value"] for identifier in client["identifier"]] == ["C-1"]
    assert "name" not in client
    states = [resource["status"] for resource in resources(bundle, "Encounter")]
    assert (states.count("finished"), states.count("cancelled")) == (6, 1)
    seen = resources(bundle, "Observation")
    [corrected] = [resource for resource in seen if resource["status"] == "corrected"]
    assert components(corrected) == {"goal": 5, "bond": 4, "tension": 2}  # the tasks were not rated
    assert corrected["effectiveDateTime"] == str(START)
    current = [rating for session in file.sessions for rating in session.ratings if rating.superseded_at is None]
    assert sum(resource["code"]["text"].startswith("Alliance after") for resource in seen) == len(current)
    [outcome] = [resource for resource in seen if "PHQ" in resource["code"]["text"]]
    assert outcome["component"][0]["code"]["coding"] == [{"system": "http://loinc.org", "code": "44261-6"}]
    [therapy] = resources(bundle, "EpisodeOfCare")
    assert (therapy["status"], therapy["period"]) == ("active", {"start": str(START)})
    likely = [resource for resource in seen if resource.get("valueCodeableConcept", {}).get("text") == "likely"]
    assert [resource["status"] for resource in likely] == ["preliminary"] * len(likely) != []


def test_the_clients_page_offers_the_files_unless_an_answer_waits(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = store.add_client(ClientEntry(code="C-1", started_on=START), key="c")
    signed_in(practice, monkeypatch)
    paths = [f"/client-file/{client}", f"/client-file/{client}/fhir"]
    assert links_of(open_page("client", client)) == paths
    assert redeem(store.create_link(client, TODAY).token, LOW)
    app = open_page("client", client)
    assert "An answer of the client waits for your own rating." in page_text(app)
    assert links_of(app) == []
    assert not app.exception


def links_of(app: AppTest) -> list[str]:
    found = [element.proto.url for element in app.get("link_button")]
    return [url for url in found if "client-file" in url]


def test_a_date_that_is_not_known_is_left_out(store: Store) -> None:
    client = store.add_client(ClientEntry(code="C-1", started_on=date(2026, 1, 5)), key="c")
    store.record_session(client, SessionEntry(held_on=None, ratings=(Rating(rater=Rater.CLIENT, goal=5),)), key="s")
    bundle = to_bundle(store.client_file(client))
    Bundle.model_validate_json(json.dumps(bundle))
    assert "null" not in json.dumps(bundle)
    assert all("effectiveDateTime" not in resource for resource in resources(bundle, "Observation"))
