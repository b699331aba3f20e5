"""The main job in a real browser: set-up → client → intake → sessions → flag → prompt → decision."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.chromium import Watched
from tests.support.front_door import PASSPHRASE, Door, opened
from tests.support.session_form import SessionForm

pytestmark = pytest.mark.browser
MOST_TAPS = 12


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("main-job") / "data") as running:
        yield running


def set_up_the_practice(window: Watched, code: str) -> None:
    page = window.page
    window.go("/")
    window.picture("welcome")
    page.get_by_role("link", name="Set up your practice").click()
    typed = {"practice": "Elm Street", "name": "Robin Ash", "sign_in_name": "robin", "code": code}
    for name, value in (typed | dict.fromkeys(("passphrase", "again"), PASSPHRASE)).items():
        page.locator(f"[name={name}]").fill(value)
    window.picture("set-up")
    page.locator("button").first.click()
    window.title("Caseload")
    window.sees("No clients yet")


def add_the_first_client(window: Watched) -> None:
    page = window.page
    window.tap("Add your first client")
    window.title("Intake")
    page.get_by_role("textbox", name="Client code").fill("C-001")
    window.tap("Add the client")
    window.sees("The client is added")
    for dimension, key in (("Anxiety", "ArrowRight"), ("Avoidance", "ArrowLeft")):
        slide(window, dimension, key, steps=3)
    window.sees("Leaning anxious")
    window.settled()
    window.tap("Save the profile")
    window.sees("The profile is saved")
    window.picture("intake")


def slide(window: Watched, dimension: str, key: str, *, steps: int) -> None:
    """Move a slider by keyboard, waiting until each step is drawn."""
    slider = window.page.get_by_role("slider", name=re.compile(f"^{dimension}"))
    window.settled()
    for _ in range(steps):
        before = slider.get_attribute("aria-valuenow") or ""
        slider.press(key)
        expect(slider).not_to_have_attribute("aria-valuenow", before)
        window.settled()


def log_three_sessions(window: Watched) -> None:
    """Two quiet sessions, then a fall with tension."""
    window.tap("Log a session")
    window.title("Log a session")
    for _ in range(2):
        form = SessionForm(window)
        form.rate(therapist="5", client="6", tension="1")
        form.save()
        window.tap("Log another session")
        window.title("Log a session")
    form = SessionForm(window)
    form.rate(therapist="4", client="3", tension="4")
    form.tap("What was strained?", "Bond")
    form.tap("What did you see?", "Answers in a word or two")
    form.tap("How far was it worked through?", "2")
    form.save()
    assert form.taps <= MOST_TAPS


def test_from_set_up_to_a_dismissed_flag_and_signing_out(door: Door, browser: Browser) -> None:
    window = Watched(browser, door.address)
    page = window.page
    set_up_the_practice(window, door.set_up_code())
    add_the_first_client(window)
    log_three_sessions(window)

    # The result is on the same screen: flag, reason, false-alarm rate, three prompts.
    card = page.get_by_text("Likely rupture · session 3")
    expect(card).to_be_visible()
    window.sees("How often is such a flag false?")
    window.sees("What could help")
    expect(page.get_by_text(re.compile("^Caution: "))).to_have_count(3)
    window.picture("session-result")

    # On the caseload it comes first; dismissed with a reason it is gone.
    window.menu("Caseload")
    window.sees("Likely rupture")
    window.picture("caseload-own")
    window.tap("See why, and what could help")
    window.title("Client")
    window.tap("Not a rupture")
    page.get_by_text("Something outside therapy explains it").click()
    window.settled()
    window.tap("Dismiss this flag")
    window.sees("The flag is dismissed")
    expect(card).to_be_hidden()
    assert "client=" in page.url
    assert "C-001" not in page.url
    window.menu("Caseload")
    window.settled()
    window.picture("caseload-dismissed")
    expect(page.get_by_text("Likely rupture", exact=True)).to_be_hidden()

    # Signed out: nothing can be reached any more.
    window.tap("Sign out")
    page.wait_for_url(re.compile("/sign-in"))
    window.go("/client")
    page.wait_for_url(re.compile("/sign-in"))
    assert window.complaints == []


def test_a_deep_link_opens_its_page_after_sign_in(door: Door, browser: Browser) -> None:
    window = Watched(browser, door.address)
    window.go("/methods")
    window.page.locator("[name=sign_in_name]").fill("robin")
    window.page.locator("[name=passphrase]").fill(PASSPHRASE)
    window.tap("Sign in")
    window.title("Methods")
    window.go("/caseload")
    window.title("Caseload")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    assert window.complaints == []
