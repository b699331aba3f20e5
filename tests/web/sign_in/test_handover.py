"""A tablet in a client's hands reaches the client's page and the unlock page, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from alliance_monitor.errors import InvalidEntryError
from db.access import Actor, NotSignedInError
from db.sign_in.device_unlock import hash_pin
from db.sign_in.visits import locked_visit
from db.store import Store
from db.tables import AuditEntry, Visit
from tests.support.front_door import PASSPHRASE, Door, alert_of, opened, past, rerun
from tests.support.link_cases import TODAY, behind, new_client
from web.gate.addresses import UNLOCK_FIRST

OUTSIDE = ("/", "/session", "/client", *sorted(UNLOCK_FIRST))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("handover") / "data") as running:
        running.set_up().close()
        yield running


@pytest.fixture
def robin(door: Door) -> Iterator[httpx.Client]:
    browser = door.sign_in()
    yield browser
    browser.close()


def hand_over(door: Door, browser: httpx.Client) -> tuple[str, Actor]:
    """Hand this browser to a new client; returns the path of the client's page and who was locked out."""
    with behind(door) as (store, home):
        link = store.create_link(new_client(store), TODAY)
        with home.read() as tx:
            newest = tx.execute(
                select(Visit.id, Visit.account_id).where(Visit.ended_at.is_(None)).order_by(Visit.begun_at.desc())
            ).first()
        assert newest
        actor = Actor(newest.account_id, home.place, newest.id)
        Store(actor, home).hand_over(link.id)
    return link.path, actor


def test_a_locked_browser_reaches_only_the_clients_page_and_the_unlock_page(door: Door, robin: httpx.Client) -> None:
    path, _ = hand_over(door, robin)
    assert {"/sign-in", "/sign-out", "/demo", "/welcome"} < UNLOCK_FIRST
    for outside in OUTSIDE:
        answer = robin.get(outside)
        assert (outside, answer.status_code, answer.headers.get("location")) == (outside, 303, "/unlock")
    for inner in ("/media/x", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/component/x"):
        assert robin.get(inner).status_code == 401
    assert robin.post("/sign-out").headers["location"] == "/unlock"
    assert robin.post("/session").status_code == 401
    page = robin.get(path)
    assert page.status_code == 200
    assert "please give the device back" in page.text
    assert 'href="/unlock"' in page.text
    assert "C-0" not in page.text + robin.get("/unlock").text


def test_an_open_window_of_a_locked_visit_is_disconnected_and_cannot_reconnect(door: Door, robin: httpx.Client) -> None:
    with door.websocket(robin) as window:
        window.send(rerun())
        window.recv(timeout=30)
        hand_over(door, robin)
        window.send(rerun())
        with pytest.raises(ConnectionClosed):
            for _ in range(200):
                window.recv(timeout=30)
    with pytest.raises(InvalidStatus), door.websocket(robin):
        pass
    with pytest.raises(ConnectionClosed), door.websocket(robin, resume="some-session") as again:
        told = ForwardMsg()
        told.ParseFromString(bytes(again.recv(timeout=30)))
        assert told.auth_redirect.url == "/unlock"
        again.recv(timeout=30)


def test_the_store_itself_refuses_a_locked_visit(door: Door, robin: httpx.Client) -> None:
    _, actor = hand_over(door, robin)
    with behind(door) as (_, home), pytest.raises(NotSignedInError):
        Store(actor, home).clients()


def test_the_passphrase_unlocks_the_visit_on_the_same_client(door: Door, robin: httpx.Client) -> None:
    hand_over(door, robin)
    wrong = robin.post("/unlock", data={"secret": "not the one"})
    assert (wrong.status_code, alert_of(wrong)) == (400, "Passphrase or PIN does not fit. Type it again.")
    assert robin.get("/session").headers["location"] == "/unlock"
    answer = robin.post("/unlock", data={"secret": PASSPHRASE})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/session?client=")
    assert robin.get(answer.headers["location"]).status_code == 200
    assert robin.get("/unlock").headers["location"] == "/"
    with behind(door) as (_, home), home.read() as tx:
        actions = list(tx.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions.index("visit.handed_over") < actions.index("visit.unlock_refused") < actions.index("visit.unlocked")


def test_a_locked_visit_ends_after_its_idle_timeout(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(tmp_path_factory.mktemp("idle") / "data") as door:
        robin = door.set_up()
        hand_over(door, robin)
        assert robin.get("/unlock").status_code == 200
        past(door, minutes=16)
        assert robin.get("/unlock").headers["location"] == "/"
        assert robin.get("/").headers["location"] == "/welcome"


def test_another_site_cannot_unlock(door: Door, robin: httpx.Client) -> None:
    hand_over(door, robin)
    answer = robin.post("/unlock", data={"secret": PASSPHRASE}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_a_pin_unlocks_and_after_five_wrong_ones_all_are_refused(door: Door, robin: httpx.Client) -> None:
    with behind(door) as (store, _):
        store.set_pin(PASSPHRASE, "402957")
        assert store.has_pin()
    hand_over(door, robin)
    assert robin.post("/unlock", data={"secret": "402957"}).status_code == 303
    hand_over(door, robin)
    for guess in range(5):
        assert robin.post("/unlock", data={"secret": f"40295{guess}"}).status_code == 400
    assert "Too many tries" in alert_of(robin.post("/unlock", data={"secret": "402957"}))


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "111111", "123456", "987654", "٤٠٢٩٥٧"])
def test_a_pin_that_is_too_short_or_easily_guessed_is_refused(pin: str) -> None:
    with pytest.raises(InvalidEntryError):
        hash_pin(pin)


def test_a_made_up_token_is_no_locked_visit() -> None:
    for token in (None, "", "practice.", "elsewhere.x"):
        assert locked_visit(token) is None
