"""Signing in: no help for guessing, and no redirect to another site."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from db.sign_in.throttle import BY_ACCOUNT
from tests.support.front_door import COMMAND, PASSPHRASE, Door, alert_of, opened


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("sign-in") / "data", command=COMMAND) as door:
        door.set_up().close()
        yield door


@pytest.fixture
def browser(door: Door) -> Iterator[httpx.Client]:
    browser = door.browser()
    yield browser
    browser.close()


def test_signing_in_leads_to_the_requested_page(browser: httpx.Client) -> None:
    form = {"sign_in_name": " Robin ", "passphrase": PASSPHRASE, "next": "/methods"}
    assert browser.post("/sign-in", data=form).headers["location"] == "/methods"


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_signing_in_never_leads_to_another_site(browser: httpx.Client, wish: str) -> None:
    form = {"sign_in_name": "robin", "passphrase": PASSPHRASE, "next": wish}
    assert browser.post("/sign-in", data=form).headers["location"] == "/"
    assert 'name="next" value="/"' in browser.get("/sign-in", params={"next": wish}).text


@pytest.mark.parametrize("wish", ["/\t/evil.example", "/\r\nSet-Cookie: a=b", "/\x00", "/?next=//evil.example"])
def test_an_odd_next_path_stays_within_this_app(browser: httpx.Client, wish: str) -> None:
    answer = browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": PASSPHRASE, "next": wish})
    assert answer.status_code == 303
    assert answer.next_request is not None
    assert answer.next_request.url.netloc == browser.base_url.netloc
    assert set(answer.cookies) == {"alliance"}


def test_opening_the_sign_out_page_signs_nobody_out(browser: httpx.Client) -> None:
    browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": PASSPHRASE})
    assert 'action="/sign-out"' in browser.get("/sign-out").text
    assert browser.get("/session").status_code == 200
    assert browser.post("/sign-out").headers["location"] == "/sign-in?ended=1"
    assert not browser.cookies
    assert "You are signed out" in browser.get("/sign-in?ended=1").text


def test_a_wrong_name_and_a_wrong_passphrase_get_the_same_error(browser: httpx.Client) -> None:
    answers = [
        browser.post("/sign-in", data={"sign_in_name": name, "passphrase": "wrong but long enough"})
        for name in ("robin", "nobody-here")
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert len({alert_of(answer) for answer in answers}) == 1
    assert "do not fit" in alert_of(answers[0])


def test_user_input_is_escaped(browser: httpx.Client) -> None:
    answer = browser.post("/sign-in", data={"sign_in_name": '"><script>x</script>', "passphrase": "wrong enough"})
    assert "<script>" not in answer.text


def test_a_form_that_is_far_too_large_is_refused(browser: httpx.Client) -> None:
    answer = browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": "x" * 100_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize(
    "body",
    [[b"passphrase=", *[b"x" * 65_536] * 100], [b"&".join(b"%d=1" % number for number in range(1_000))]],
    ids=["without a length", "of many fields"],
)
def test_a_form_that_hides_its_size_is_refused(browser: httpx.Client, body: list[bytes]) -> None:
    answer = browser.post("/sign-in", content=iter(body), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (400, 413)
    assert "set-cookie" not in answer.headers


def test_a_form_with_a_file_is_refused(browser: httpx.Client) -> None:
    assert browser.post("/sign-in", files={"sign_in_name": b"robin"}).status_code == 400


def test_throttling_applies_to_the_right_passphrase_too(door: Door, browser: httpx.Client) -> None:
    for _ in range(BY_ACCOUNT):
        browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": "guess after guess"})
    answer = browser.post("/sign-in", data={"sign_in_name": "robin", "passphrase": PASSPHRASE})
    assert "Too many tries" in alert_of(answer)
    assert "set-cookie" not in answer.headers
