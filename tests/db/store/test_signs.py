"""Signs of rupture: by whom they were seen, what they strained, how strong; noted with the session or later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating, StrainDomain
from alliance_monitor.records.rupture import Observation, Observer, propose_type
from db.access import Actor, NotAllowedError, Role
from db.connection.database import Database
from db.connection.utc import now
from db.sign_in.accounts import add_account
from db.sign_in.passphrase import hash_passphrase
from db.store import Store, open_store
from pages.parts.shared.widget_key import widget_key
from tests.support.page_cases import open_page, page_text, press, signed_in
from tests.support.prepared import PASSPHRASE

ANGER = Observation(marker="anger", observed_by=Observer.CLIENT, domain=StrainDomain.BOND, intensity=4)


def rated(*observations: Observation | str, ago: int = 0) -> SessionEntry:
    return SessionEntry(
        held_on=now().date() - timedelta(days=ago),
        ratings=(Rating(rater=Rater.THERAPIST, goal=5, task=5, bond=4, tension=3),),
        observations=observations,  # type: ignore[arg-type]
    )


@pytest.fixture
def client(store: Store) -> str:
    return store.add_client(ClientEntry(code="C-1", started_on=date(2026, 1, 5)), key="c")


def test_a_bare_marker_is_a_sign_the_therapist_saw() -> None:
    [seen] = rated("anger").observations
    assert (seen.observed_by, seen.domain, seen.intensity) == (Observer.THERAPIST, None, None)


def test_the_same_sign_by_two_people_is_two_signs_by_one_person_once() -> None:
    assert len(rated("anger", ANGER).observations) == 2
    with pytest.raises(ValidationError, match="each person notes a sign once"):
        rated("anger", "anger")


@pytest.mark.parametrize("intensity", [0, 6])
def test_strength_has_five_steps(intensity: int) -> None:
    with pytest.raises(ValidationError):
        Observation(marker="anger", intensity=intensity)


def test_what_was_said_of_a_sign_comes_back_as_it_was(store: Store, client: str) -> None:
    store.record_session(client, rated(ANGER, "denial"), key="s")
    [session] = store.history(client).sessions
    assert set(session.observations) == {ANGER, Observation(marker="denial")}
    assert set(session.markers) == {"anger", "denial"}


def test_a_sign_noted_later_counts_for_the_proposed_kind(store: Store, client: str) -> None:
    session = store.record_session(client, rated("denial"), key="s")
    store.note_sign(session, ANGER, key="n")
    store.note_sign(session, ANGER, key="n")
    [seen] = store.history(client).sessions
    assert propose_type(seen.markers) == "mixed"
    with pytest.raises(InvalidEntryError, match="already noted"):
        store.note_sign(session, ANGER, key="again")


def test_a_sign_in_another_therapists_session_does_not_exist(
    store: Store, client: str, ada: Actor, practice: Database
) -> None:
    session = store.record_session(client, rated("denial"), key="s")
    with practice.write() as tx:
        house = store.person().practice
        mine = tx.exec_driver_sql("SELECT practice_id FROM accounts").scalar_one()
        passphrase = hash_passphrase(PASSPHRASE, house)
        other = add_account(tx, mine, "ben", "Ben", passphrase, (Role.THERAPIST,))
    with pytest.raises(NotAllowedError):
        open_store(Actor(other, ada.place)).note_sign(session, ANGER, key="n")


def test_details_are_optional_in_the_form_and_kept_when_given(
    store: Store, client: str, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    app = open_page("session", client)
    for name, value in (("therapist_goal", 4), ("therapist_tension", 4)):
        app.session_state[f"entry:{client}:{name}"] = value
    app.run()
    app.session_state[f"entry:{client}:markers"] = ["anger", "denial"]
    app.run()
    assert "Who noticed" in "\n".join(element.label for element in app.button_group)
    app.session_state[f"entry:{client}:anger:intensity"] = 4
    app.session_state[f"entry:{client}:anger:domain"] = "bond"
    app.session_state[f"entry:{client}:anger:observed_by"] = "client"
    press(app, "Save the session")
    assert not app.exception
    [session] = store.history(client).sessions
    assert set(session.observations) == {ANGER, Observation(marker="denial")}


def test_a_sign_can_be_added_on_the_clients_page(
    store: Store, client: str, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record_session(client, rated(), key="s")
    signed_in(practice, monkeypatch)
    app = open_page("client", client)
    app.selectbox(key=widget_key(client, "sign")).select("appeasing").run()
    press(app, "Note the sign")
    assert "The sign is noted." in page_text(app)
    assert store.history(client).sessions[0].markers == ("appeasing",)


def test_the_clients_in_their_rhythm_are_offered_first(
    store: Store, client: str, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record_session(client, rated(ago=7), key="s")
    other = store.add_client(ClientEntry(code="C-2"), key="c2")
    store.record_session(other, rated(ago=3), key="s2")
    signed_in(practice, monkeypatch)
    app = open_page("session")
    assert "C-1" in [element.label for element in app.button]
    assert "C-2" not in [element.label for element in app.button]
    press(app, "C-1")
    assert app.selectbox(key="chosen-client").value == client
