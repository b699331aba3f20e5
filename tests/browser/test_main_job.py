"""The main job in a real browser: set-up → client → intake → sessions → flag → prompt → decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.chromium import PHONE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import PASSPHRASE, Door, opened

pytestmark = pytest.mark.browser
MOST_TAPS = 12


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("main-job") / "data") as running:
        yield running


class Entry:
    """Filling in the session form, tap by tap."""

    def __init__(self, window: Watched) -> None:
        self.window, self.taps = window, 0

    def tap(self, label: str, option: str, *, of: int = 0) -> None:
        group = self.window.page.get_by_test_id("stButtonGroup").filter(has_text=label).nth(of)
        answer = group.get_by_role("radio", name=option, exact=True).or_(
            group.get_by_role("button", name=option, exact=True)
        )
        answer.first.click()
        self.taps += 1

    def rate(self, *, therapist: str, client: str, tension: str, of_client: str | None = None) -> None:
        for of, value in enumerate((therapist, client)):
            for part in ("Goals", "Tasks", "Bond"):
                self.tap(part, value, of=of)
        self.tap("Tension", tension, of=0)
        self.tap("Tension", of_client or tension, of=1)

    def save(self) -> None:
        self.window.settled()
        self.window.tap("Save the session")
        self.taps += 1
        self.window.sees("Saved.")
        self.window.settled()


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


def take_the_first_client(window: Watched) -> None:
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
    """Move a slider by the keyboard, one step at a time, each drawn before the next."""
    slider = window.page.get_by_role("slider", name=re.compile(f"^{dimension}"))
    window.settled()
    for _ in range(steps):
        before = slider.get_attribute("aria-valuenow") or ""
        slider.press(key)
        expect(slider).not_to_have_attribute("aria-valuenow", before)
        window.settled()


def log_three_sessions(window: Watched) -> None:
    """Two quiet ones, then a fall with tension."""
    window.tap("Log a session")
    window.title("Log a session")
    for _ in range(2):
        entry = Entry(window)
        entry.rate(therapist="5", client="6", tension="1")
        entry.save()
        window.tap("Log another session")
        window.title("Log a session")
    entry = Entry(window)
    entry.rate(therapist="4", client="3", tension="4")
    entry.tap("What was strained?", "Bond")
    entry.tap("What did you see?", "Answers in a word or two")
    entry.tap("How far was it worked through?", "2")
    entry.save()
    assert entry.taps <= MOST_TAPS


def test_from_set_up_to_a_prompt_for_a_flagged_client_and_out_again(door: Door, browser: Browser) -> None:
    window = Watched(browser, door.address)
    page = window.page
    set_up_the_practice(window, door.set_up_code())
    take_the_first_client(window)
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

    # Out again: nothing is left behind the door.
    window.tap("Sign out")
    page.wait_for_url(re.compile("/sign-in"))
    window.go("/client")
    page.wait_for_url(re.compile("/sign-in"))
    assert window.complaints == []


def test_an_unfinished_entry_survives_a_reload(door: Door, browser: Browser) -> None:
    window = Watched(browser, door.address)
    window.go("/")
    window.tap("Look around")
    window.title("Caseload")
    window.menu("Log a session")
    window.page.get_by_role("combobox").first.click()
    window.page.get_by_role("option", name="D-14 Nettle").click()
    window.settled()
    entry = Entry(window)
    entry.tap("Goals", "6")
    entry.tap("Tension", "2")
    window.settled()
    window.page.reload()
    window.sees("Your unfinished entry is back.")
    chosen = window.page.get_by_role("radio", checked=True)
    expect(chosen.filter(has_text=re.compile("^2$"))).to_be_visible()
    expect(chosen.filter(has_text=re.compile("^6$"))).to_be_visible()
    assert window.complaints == []


@parametrize_part(
    ("kind", "size", "scheme"),
    [("phone", PHONE, "dark"), ("wide", (1440, 1000), "light")],
    ids=["phone", "wide"],
)
def test_the_demo_shows_every_screen(
    door: Door, browser: Browser, kind: str, size: tuple[int, int], scheme: str
) -> None:
    window = Watched(browser, door.address, size=size, scheme=scheme)
    page = window.page
    window.go("/")
    window.tap("Look around")
    window.title("Caseload")
    window.sees("Demo practice")
    window.picture(f"{kind}-caseload")
    window.tap("See why, and what could help")
    window.title("Client")
    window.sees("Likely rupture")
    window.picture(f"{kind}-client")
    expect(page.get_by_role("button", name=re.compile("Download"))).to_have_count(0)
    if size == PHONE:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for title, name in (
        ("Log a session", "session"),
        ("Intake", "intake"),
        ("Methods", "methods"),
        ("Account", "account"),
    ):
        window.menu(title)
        window.picture(f"{kind}-{name}")
    assert page.get_by_test_id("stException").count() == 0
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


def test_a_file_with_an_error_is_explained_and_the_right_one_imported(
    door: Door, browser: Browser, tmp_path: Path
) -> None:
    window = Watched(browser, door.address)
    page = window.page
    window.go("/")
    window.tap("Look around")
    window.title("Caseload")
    window.menu("Import")
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    head = "pairing_id,session_id,relationship,goals_and_topics,approach_or_method,overall\n"
    wrong.write_text(head + "K-1,1,8,8,8,8\nK-1,2,11,8,8,8\n", encoding="utf-8")
    right.write_text(head + "".join(f"K-1,{n},8.5,8,9,{9 if n < 6 else 4}\n" for n in range(1, 7)), encoding="utf-8")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(wrong)
    window.sees("1 problem in this file, so nothing is imported.")
    window.picture("import-problem")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(right)
    window.sees("6 ratings of 1 client in 6 sessions")
    window.tap("Import all of it")
    window.sees("Imported 6 ratings in 6 sessions; new: 1 client.")
    page.get_by_role("link", name="Open the caseload").click()
    window.title("Caseload")
    window.sees("15 running therapies")
    assert window.complaints == []


def test_a_tap_anywhere_in_a_row_of_the_caseload_opens_the_client(door: Door, browser: Browser) -> None:
    window = Watched(browser, door.address)
    window.go("/")
    window.tap("Look around")
    window.title("Caseload")
    window.settled()
    table = window.page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    assert place is not None
    header = row = 35  # pixels
    window.page.mouse.click(place["x"] + 200, place["y"] + header + row / 2)
    window.title("Client")
    window.sees("Likely rupture · session 11")
    assert window.complaints == []
