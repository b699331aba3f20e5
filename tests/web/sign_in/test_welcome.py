"""The first page: set-up once and with the code, or the demo."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.front_door import COMMAND, PASSPHRASE, ROBIN, Door, alert_of, opened
from web.sign_in.demo import ONWARD

FULL = ROBIN | {"passphrase": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A practice that is not set up yet; the tests of this module run in the order they stand."""
    with opened(tmp_path_factory.mktemp("welcome") / "data", command=COMMAND) as door:
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


def test_the_html_pages_load_nothing_from_elsewhere(browser: httpx.Client) -> None:
    for path in ("/welcome", "/set-up", "/sign-out"):
        page = browser.get(path).text
        assert "http://" not in page
        assert "https://" not in page
        assert "<script" not in page
    for path in ("/alliance.css", "/icon.svg", "/favicon.ico", "/favicon.png"):
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


def test_set_up_works_once_and_signs_in(fresh: Door, browser: httpx.Client) -> None:
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


def test_the_demo_has_its_own_database(fresh: Door, browser: httpx.Client) -> None:
    assert browser.get("/demo").headers["location"] == "/welcome"
    with browser.stream("POST", "/demo") as answer:
        assert answer.headers["set-cookie"].startswith("alliance=demo.")
        parts = answer.iter_text()
        told = next(parts)
        assert "is being made" in told
        assert ONWARD not in told, "what takes so long is said before it is done"
        assert ONWARD in "".join(parts)
    assert browser.get("/").status_code == 200
    assert browser.post("/demo").status_code == 303, "the second time it is there"
    assert (fresh.data / "demo.db").exists()


def test_ctrl_c_stops_the_app_without_a_traceback(tmp_path: Path) -> None:
    with opened(tmp_path / "data", command=COMMAND) as door:
        door.set_up_code()  # it serves: while loading, it ends otherwise
        door.process.send_signal(signal.SIGINT)
        said, _ = door.process.communicate(timeout=60)
        assert door.process.returncode == 0
        assert "Stop it with Ctrl+C" in said
        assert "Traceback" not in said


def test_a_disabled_demo_cannot_be_entered(tmp_path: Path) -> None:
    with opened(tmp_path / "data", ALLIANCE_DEMO="false") as door, door.browser() as browser:
        assert "/demo" not in browser.get("/welcome").text
        assert "set-cookie" not in browser.post("/demo").headers
        assert not (door.data / "demo.db").exists()
