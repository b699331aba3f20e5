"""The second factor in a browser: nothing is accessible before it, and its page gives access to nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from db.access import Actor, Role
from db.configuration import Configuration
from db.opening import open_database
from db.place import Place
from db.store import Store
from db.tables import Account
from tests.support.front_door import PASSPHRASE, Door, alert_of, opened
from tests.support.phone import Phone

FORM = {"sign_in_name": "robin", "passphrase": PASSPHRASE, "next": "/methods"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("second-step") / "data") as door:
        door.set_up().close()
        yield door


@pytest.fixture(scope="module")
def code(door: Door) -> str:
    """The one-time code of Ben, the practice's second person."""
    home = open_database(Place.PRACTICE, Configuration(data=door.data))
    with home.read() as tx:
        robin = tx.execute(Account.__table__.select()).one()
    made = Store(Actor(robin.id, Place.PRACTICE), home).add_colleague("ben", "Ben", [Role.THERAPIST], key="ben")
    home.engine.dispose()
    return made


@pytest.fixture(scope="module")
def phone() -> Phone:
    return Phone()


@pytest.fixture
def browser(door: Door) -> Iterator[httpx.Client]:
    browser = door.browser()
    yield browser
    browser.close()


def test_a_colleague_signs_in_with_one_time_code_passphrase_and_phone(browser: httpx.Client, code: str) -> None:
    own = {"passphrase": "nine tall paper boats", "again": "nine tall paper boats"}
    wrong = {"sign_in_name": "ben", "code": "AAAA-AAAA-AAAA"} | own
    assert "do not fit" in alert_of(browser.post("/first-sign-in", data=wrong))
    assert "differ" in alert_of(browser.post("/first-sign-in", data=wrong | {"again": "x"}))
    answer = browser.post("/first-sign-in", data=wrong | {"code": code})
    assert answer.headers["location"] == "/second-step?next=/"
    answer = Phone().through_page(browser)
    assert "Keep these recovery codes" in answer.text
    assert browser.get("/session").status_code == 200


def test_after_the_passphrase_only_the_second_factor_page_is_open(
    browser: httpx.Client, code: str, phone: Phone
) -> None:
    answer = browser.post("/sign-in", data=FORM)
    assert answer.headers["location"] == "/second-step?next=/methods"
    assert set(browser.cookies) == {"alliance-step"}
    for path in ("/", "/session", "/account", "/administration"):
        assert browser.get(path).status_code == 303
    assert browser.get("/media/x").status_code in (303, 401)
    step = browser.cookies["alliance-step"]
    for value in (step, f"practice.{step}"):
        assert browser.get("/session", headers={"Cookie": f"alliance={value}"}).status_code == 303
    page = browser.get("/second-step")
    assert 'src="data:image/svg' in page.text
    assert "do not fit" not in page.text
    assert "does not fit" in alert_of(browser.post("/second-step", data={"code": "000000"}))
    answer = phone.through_page(browser)
    assert answer.headers["cache-control"] == "no-store"
    assert len(phone.recovery_codes) == 10
    assert set(browser.cookies) == {"alliance"}
    assert browser.get("/session").status_code == 200


def test_a_recovery_code_leads_to_the_requested_page_and_works_once(
    door: Door, browser: httpx.Client, phone: Phone
) -> None:
    browser.post("/sign-in", data=FORM)
    used = phone.recovery_codes[-1]
    answer = browser.post("/second-step", data={"code": phone.recovery_codes.pop(), "next": "/methods"})
    assert answer.headers["location"] == "/methods"
    with door.browser() as other:
        other.post("/sign-in", data=FORM)
        assert "used already" in alert_of(other.post("/second-step", data={"code": used}))


def test_the_second_factor_page_never_leads_to_another_site(browser: httpx.Client, phone: Phone) -> None:
    browser.post("/sign-in", data=FORM | {"next": "//evil.example"})
    assert 'value="/"' in browser.get("/second-step", params={"next": "https://evil.example"}).text
    answer = browser.post("/second-step", data={"code": phone.recovery_codes.pop(), "next": "//evil.example"})
    assert answer.headers["location"] == "/"


def test_without_a_passphrase_there_is_no_second_factor_page(browser: httpx.Client) -> None:
    assert browser.get("/second-step").headers["location"] == "/sign-in"
    browser.cookies.set("alliance-step", "made-up", domain="127.0.0.1")
    assert browser.post("/second-step", data={"code": "123456"}).headers["location"] == "/sign-in"
