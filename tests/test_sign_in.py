"""The plain pages in front: set-up once with the code, sign-in, and no help for guessing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from front_door import PASSPHRASE, ROBIN, Door, alert_of, opened

from db.throttle import BY_ACCOUNT

FULL = ROBIN | {"passphrase": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A practice that is not set up yet; the tests of this module run in the order they stand."""
    with opened(tmp_path_factory.mktemp("sign-in") / "data") as door:
        yield door


@pytest.fixture
def browser(fresh: Door) -> Iterator[httpx.Client]:
    browser = fresh.browser()
    yield browser
    browser.close()


def test_a_newcomer_is_offered_set_up_and_the_demo(browser: httpx.Client) -> None:
    page = browser.get("/welcome").text
    assert 'href="/set-up"' in page
    assert 'action="/demo"' in page
    assert browser.get("/sign-in").headers["location"] == "/welcome"


def test_nothing_in_the_plain_pages_comes_from_elsewhere(browser: httpx.Client) -> None:
    for path in ("/welcome", "/set-up", "/sign-out"):
        page = browser.get(path).text
        assert "http://" not in page
        assert "https://" not in page
        assert "<script" not in page
    for path in ("/alliance.css", "/icon.svg"):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "ABCD-EFGH-JKLM"}, "The set-up code does not fit."),
        ({"again": "something else entirely"}, "The two passphrases differ."),
        ({"passphrase": "short", "again": "short"}, "shorter than 12 characters"),
        ({"passphrase": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "too easy to guess"),
        ({"practice": ""}, "name of the practice"),
        ({"sign_in_name": "a\x07b"}, "sign-in name"),
    ],
)
def test_set_up_says_what_is_wrong_and_keeps_what_was_typed(
    fresh: Door, browser: httpx.Client, change: dict[str, str], sentence: str
) -> None:
    answer = browser.post("/set-up", data=FULL | {"code": fresh.set_up_code()} | change)
    assert answer.status_code == 400
    assert sentence in alert_of(answer)
    assert "Robin Ash" in answer.text
    assert PASSPHRASE not in answer.text
    assert "set-cookie" not in answer.headers


def test_set_up_happens_once_and_leads_inside(fresh: Door, browser: httpx.Client) -> None:
    code = fresh.set_up_code()
    answer = browser.post("/set-up", data=FULL | {"code": code.lower().replace("-", " ")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/").status_code == 200
    assert not (fresh.data / "set-up-code").exists()
    again = fresh.browser()
    assert again.get("/set-up").headers["location"] == "/sign-in"
    assert again.post("/set-up", data=FULL | {"code": code}).headers["location"] == "/sign-in"
    again.close()


def test_only_the_owner_of_the_computer_account_reads_the_data(fresh: Door) -> None:
    assert fresh.data.stat().st_mode & 0o777 == 0o700
    for file in fresh.data.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name
        content = file.read_bytes()
        assert b"Robin" not in content
        assert not content.startswith(b"SQLite format 3")


def test_signing_in_leads_to_where_one_wanted_to_go(browser: httpx.Client) -> None:
    form = {"sign_in_name": " Robin ", "passphrase": PASSPHRASE, "next": "/methods"}
    assert browser.post("/sign-in", data=form).headers["location"] == "/methods"


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_signing_in_never_leads_to_another_site(browser: httpx.Client, wish: str) -> None:
    form = {"sign_in_name": "robin", "passphrase": PASSPHRASE, "next": wish}
    assert browser.post("/sign-in", data=form).headers["location"] == "/"


def test_a_wrong_name_and_a_wrong_passphrase_are_told_alike(browser: httpx.Client) -> None:
    answers = [
        browser.post("/sign-in", data={"sign_in_name": name, "passphrase": "wrong but long enough"})
        for name in ("robin", "nobody-here")
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert len({alert_of(answer) for answer in answers}) == 1
    assert "do not fit" in alert_of(answers[0])


def test_what_was_typed_is_shown_as_text(browser: httpx.Client) -> None:
    answer = browser.post("/sign-in", data={"sign_in_name": '"><script>x</script>', "passphrase": "wrong enough"})
    assert "<script>" not in answer.text


def test_a_form_that_is_far_too_large_is_refused(browser: httpx.Client) -> None:
    answer = browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": "x" * 100_000})
    assert "too large" in alert_of(answer)


def test_guessing_is_slowed_down_even_with_the_right_passphrase(fresh: Door, browser: httpx.Client) -> None:
    for _ in range(BY_ACCOUNT):
        browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": "guess after guess"})
    answer = browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": PASSPHRASE})
    assert "Too many tries" in alert_of(answer)
    assert "set-cookie" not in answer.headers


def test_the_demo_is_a_place_of_its_own(fresh: Door, browser: httpx.Client) -> None:
    assert browser.get("/demo").headers["location"] == "/welcome"
    answer = browser.post("/demo")
    assert answer.headers["set-cookie"].startswith("alliance=demo.")
    assert browser.get("/").status_code == 200
    assert (fresh.data / "demo.db").exists()


def test_without_a_demo_there_is_no_way_into_one(tmp_path: Path) -> None:
    with opened(tmp_path / "data", ALLIANCE_DEMO="false") as door, door.browser() as browser:
        assert "/demo" not in browser.get("/welcome").text
        assert "set-cookie" not in browser.post("/demo").headers
        assert not (door.data / "demo.db").exists()
