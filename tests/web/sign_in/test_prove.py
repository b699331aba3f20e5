"""Files leave the app only after a recent proof of who is there; without one, it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import delete, select, update

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.access import Actor, Role
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.sign_in.throttle import BY_ACCOUNT
from db.store import Store
from db.store.policy import policy_of
from db.tables import Account, AccountRole, AuditEntry, SignInAttempt, Visit
from tests.support.front_door import PASSPHRASE, Door, alert_of, opened
from tests.support.phone import Phone

TODAY = now().date()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("prove") / "data") as door:
        door.set_up().close()
        yield door


@pytest.fixture(scope="module")
def home(door: Door) -> Iterator[Database]:
    home = open_database(Place.PRACTICE, Configuration(data=door.data))
    yield home
    home.engine.dispose()


@pytest.fixture(scope="module")
def robin(home: Database) -> Store:
    """Robin, who works alone and is everything, past the gate."""
    with home.write() as tx:
        account = tx.execute(Account.__table__.select()).one().id
        rest = [role for role in Role if role not in (Role.THERAPIST, Role.ADMINISTRATOR)]
        tx.execute(AccountRole.__table__.insert(), [{"account_id": account, "role": role.value} for role in rest])
    return Store(Actor(account, Place.PRACTICE), home)


@pytest.fixture(scope="module")
def client_id(robin: Store) -> str:
    client = robin.add_client(ClientEntry(code="Heron-3", started_on=TODAY), key="c")
    rating = Rating(rater=Rater.THERAPIST, goal=5, task=5, bond=5)
    robin.record_session(client, SessionEntry(held_on=TODAY, ratings=(rating,)), key="s")
    return client


@pytest.fixture
def browser(door: Door, home: Database, robin: Store) -> Iterator[httpx.Client]:
    """Robin's browser, signed in too long ago for a proof."""
    with home.write() as tx:
        tx.execute(delete(SignInAttempt))
    browser = door.sign_in()
    unproved(home)
    yield browser
    browser.close()


def unproved(home: Database) -> None:
    with home.write() as tx:
        tx.execute(update(Visit).values(proved_at=now() - timedelta(minutes=11)))


def printed(home: Database) -> int:
    with home.read() as tx:
        return len(tx.execute(select(AuditEntry.id).where(AuditEntry.action == "client.printed")).all())


def test_every_store_method_that_makes_a_file_needs_proof() -> None:
    files = {name for name in dir(Store) if name.endswith(("_sheet", "_export", "_file"))}
    assert {"agenda_sheet", "case_sheet", "own_sheet", "practice_export", "client_file"} <= files
    for name in files:
        declared = policy_of(getattr(Store, name))
        assert declared is not None, name
        assert declared.proof, name


def test_soon_after_sign_in_a_file_needs_no_further_proof(door: Door, client_id: str) -> None:
    fresh = door.sign_in()
    assert fresh.get(f"/sheets/own/{client_id}").headers["content-type"] == "application/pdf"
    assert fresh.get(f"/prove?next=/sheets/own/{client_id}").headers["location"] == f"/sheets/own/{client_id}"
    fresh.close()


@pytest.mark.parametrize(
    "path", ["/sheets/own/{}", "/sheets/case/{}", "/sheets/agenda", "/practice-file?by=phase", "/client-file/{}"]
)
def test_later_the_passphrase_is_asked_for_first(
    browser: httpx.Client, home: Database, client_id: str, path: str
) -> None:
    path, before = path.format(client_id), printed(home)
    answer = browser.get(path)
    assert answer.status_code == 303
    asked = urlsplit(answer.headers["location"])
    assert (asked.path, parse_qs(asked.query)) == ("/prove", {"next": [path]})
    assert browser.get(path, headers={"Accept": "application/pdf"}).status_code == 403
    assert printed(home) == before


def test_one_proof_is_enough_for_further_files_for_a_while(
    browser: httpx.Client, home: Database, client_id: str
) -> None:
    path, before = f"/sheets/own/{client_id}", printed(home)
    asked = browser.get(browser.get(path).headers["location"])
    assert asked.status_code == 200
    assert f'value="{path}"' in asked.text
    assert "authenticator" not in asked.text  # Robin has no second factor
    wrong = browser.post("/prove", data={"passphrase": "a guess that is wrong", "next": path})
    assert (wrong.status_code, "does not fit" in alert_of(wrong)) == (400, True)
    assert f'value="{path}"' in wrong.text
    assert printed(home) == before
    given = browser.post("/prove", data={"passphrase": PASSPHRASE, "next": path})
    assert f'content="0;url={path}"' in given.text
    assert PASSPHRASE not in given.text
    for _ in range(2):
        assert browser.get(path).headers["content-type"] == "application/pdf"
    assert printed(home) == before + 2
    with home.read() as tx:
        actions = list(tx.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert {"visit.proof_given", "visit.proof_refused"} <= set(actions)


def test_guessing_is_throttled_even_in_a_signed_in_browser(browser: httpx.Client, home: Database) -> None:
    for _ in range(BY_ACCOUNT):
        assert "does not fit" in alert_of(browser.post("/prove", data={"passphrase": "a guess that is wrong"}))
    for passphrase in ("a guess that is wrong", PASSPHRASE):
        assert "Too many tries" in alert_of(browser.post("/prove", data={"passphrase": passphrase}))
    assert browser.get("/sheets/agenda").headers["location"].startswith("/prove")


@pytest.mark.parametrize("wish", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_proof_page_leads_to_local_paths_only(browser: httpx.Client, home: Database, wish: str) -> None:
    assert 'name="next" value="/"' in browser.get("/prove", params={"next": wish}).text
    given = browser.post("/prove", data={"passphrase": PASSPHRASE, "next": wish}).text
    assert 'content="0;url=/"' in given
    assert browser.get("/prove", params={"next": wish}).headers["location"] == "/"


def test_without_a_visit_or_from_another_site_there_is_nothing_to_prove(door: Door, browser: httpx.Client) -> None:
    with door.browser() as nobody:
        assert nobody.get("/prove").headers["location"].startswith("/sign-in")
        assert nobody.post("/prove", data={"passphrase": PASSPHRASE}).status_code == 401
    foreign = browser.post("/prove", data={"passphrase": PASSPHRASE}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_a_proof_counts_for_the_browser_that_gave_it(door: Door, home: Database, browser: httpx.Client) -> None:
    other = door.sign_in()
    unproved(home)
    assert "Here is your file" in browser.post("/prove", data={"passphrase": PASSPHRASE, "next": "/sheets/agenda"}).text
    assert browser.get("/sheets/agenda").status_code == 200
    assert other.get("/sheets/agenda").status_code == 303
    other.close()


def test_with_a_second_factor_a_code_is_asked_for_too(
    door: Door, home: Database, robin: Store, browser: httpx.Client, client_id: str
) -> None:
    with home.read() as tx:
        visit = tx.scalar(select(Visit.id).where(Visit.ended_at.is_(None)).order_by(Visit.begun_at.desc()))
        account = tx.execute(Account.__table__.select()).one().id
    here, path = Store(Actor(account, Place.PRACTICE, visit), home), f"/sheets/own/{client_id}"
    here.prove(PASSPHRASE)
    phone = Phone(here.begin_second_factor().secret)
    codes = list(here.confirm_second_factor(phone.code()))
    unproved(home)
    assert "authenticator" in browser.get(f"/prove?next={path}").text
    assert "does not fit" in alert_of(browser.post("/prove", data={"passphrase": PASSPHRASE, "next": path}))
    assert browser.get(path).status_code == 303
    proof = {"passphrase": PASSPHRASE, "code": codes.pop(), "next": path}
    assert "Here is your file" in browser.post("/prove", data=proof).text
    assert browser.get(path).status_code == 200
    unproved(home)
    assert "does not fit" in alert_of(browser.post("/prove", data=proof))  # a code counts once
