"""The three ways a client's rating comes in, in a real Chromium: by link, on the tablet, from paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from alliance_monitor.records.ratings import Rater
from tests.support.chromium import PHONE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import PASSPHRASE, Door, opened
from tests.support.link_cases import behind, new_client

pytestmark = pytest.mark.browser
SIZES = parametrize_part("size", [PHONE, (1440, 1000)], ids=["phone", "wide"])


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("ways") / "data") as running:
        running.set_up().close()
        yield running


def at_the_form(door: Door, browser: Browser, size: tuple[int, int] = (1440, 1000)) -> tuple[Watched, str]:
    """Robin, about to log a new client's session."""
    with behind(door) as (store, _):
        client_id = new_client(store)
    window = Watched(browser, door.address, size=size)
    window.go(f"/sign-in?next=/session?client={client_id}")
    window.page.get_by_label("Sign-in name").fill("robin")
    window.page.get_by_label("Passphrase").fill(PASSPHRASE)
    window.page.get_by_role("button", name="Sign in").click()
    window.title("Log a session")
    window.settled()
    return window, client_id


def rate(page: object, answers: dict[str, int]) -> None:
    for name, step in answers.items():
        page.locator("label", has=page.locator(f'input[name="{name}"][value="{step}"]')).click()  # type: ignore[attr-defined]
    page.locator("form button").click()  # type: ignore[attr-defined]


@SIZES
def test_by_link_the_client_answers_on_their_own_phone(door: Door, browser: Browser, size: tuple[int, int]) -> None:
    window, client_id = at_the_form(door, browser, size)
    window.tap("QR code or link")
    expect(window.page.get_by_role("img", name="QR code")).to_be_visible()
    window.sees("Waiting for the client's answers.")
    address = window.page.get_by_test_id("stCode").first.inner_text().strip()
    assert re.fullmatch(re.escape(door.address) + r"/r/p[\w-]{43}", address)
    window.picture(f"ask-by-link-{size[0]}")
    with browser.new_context(java_script_enabled=False) as theirs:
        phone = theirs.new_page()
        phone.goto(address)
        rate(phone, {"1": 6, "2": 6, "3": 3, "4": 2})
        expect(phone.get_by_role("status")).to_be_visible()
        assert phone.get_by_role("link", name="unlock").count() == 0
    window.sees("The client has rated this session.")
    for part in ("Goals", "Tasks", "Bond"):
        window.choose(part, "5")
        window.settled()
    expect(window.page.get_by_role("img", name="QR code")).to_have_count(0)
    window.tap("Save the session")
    expect(window.page.get_by_test_id("stAlert").filter(has_text="Saved.")).to_be_visible()
    with behind(door) as (store, _):
        (session,) = store.history(client_id).sessions
    assert session.rating_by(Rater.CLIENT).parts == (6, 6, 3)  # type: ignore[union-attr]
    assert session.rating_by(Rater.THERAPIST).parts == (5, 5, 5)  # type: ignore[union-attr]
    assert window.complaints == []


@SIZES
def test_on_the_tablet_the_app_is_locked_until_the_therapist_unlocks_it(
    door: Door, browser: Browser, size: tuple[int, int]
) -> None:
    window, client_id = at_the_form(door, browser, size)
    window.choose("Bond", "6")
    window.settled()
    window.tap("Hand over this device")
    page = window.page
    expect(page.get_by_role("heading", name="Your view counts")).to_be_visible()
    link = page.url
    assert "/r/p" in link
    page.go_back()
    expect(page.get_by_role("heading", name="This device is locked")).to_be_visible()
    for path in ("/session", "/", "/sign-in"):
        window.go(path)
        expect(page.get_by_role("heading", name="This device is locked")).to_be_visible()
        assert "C-0" not in page.content()
    window.picture(f"locked-{size[0]}")
    page.goto(link)
    rate(page, {"1": 7, "2": 7, "3": 7, "4": 1})
    expect(page.get_by_role("status")).to_be_visible()
    window.picture(f"thanks-on-tablet-{size[0]}")
    page.get_by_role("link", name="For the therapist: unlock").click()
    page.get_by_label("Passphrase or PIN").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    window.title("Log a session")
    window.sees("The client has rated this session.")
    group = page.get_by_test_id("stButtonGroup").filter(has_text="Bond")
    expect(group.get_by_role("radio", name="6", exact=True)).to_be_checked()
    window.tap("Save the session")
    expect(window.page.get_by_test_id("stAlert").filter(has_text="Saved.")).to_be_visible()
    with behind(door) as (store, _):
        (session,) = store.history(client_id).sessions
    assert session.rating_by(Rater.CLIENT).parts == (7, 7, 7)  # type: ignore[union-attr]


def test_from_paper_the_whole_session_takes_ten_taps(door: Door, browser: Browser) -> None:
    window, client_id = at_the_form(door, browser)
    taps = 0
    for column in range(2):
        for label, step in (("Goals", "5"), ("Tasks", "5"), ("Bond", "6"), ("Tension", "1")):
            group = window.page.get_by_test_id("stButtonGroup").filter(has_text=label).nth(column)
            group.get_by_role("radio", name=step, exact=True).click()
            taps += 1
    window.settled()
    window.picture("from-paper")
    window.tap("Save the session")
    expect(window.page.get_by_test_id("stAlert").filter(has_text="Saved.")).to_be_visible()
    assert taps + 1 <= 12
    with behind(door) as (store, _):
        assert len(store.history(client_id).sessions[0].ratings) == 2
    assert window.complaints == []
