"""The demo practice in a real browser: every screen, a draft, an import, and opening a client from the caseload."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.chromium import PHONE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import Door
from tests.support.session_form import SessionForm

pytestmark = pytest.mark.browser


def test_an_unfinished_entry_survives_a_reload(demo_door: Door, browser: Browser) -> None:
    window = Watched(browser, demo_door.address)
    window.enter_demo()
    window.menu("Log a session")
    window.page.get_by_role("combobox").first.click()
    window.page.get_by_role("option", name="D-14 Nettle").click()
    window.settled()
    form = SessionForm(window)
    form.tap("Goals", "6")
    form.tap("Tension", "2")
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
    demo_door: Door, browser: Browser, kind: str, size: tuple[int, int], scheme: str
) -> None:
    window = Watched(browser, demo_door.address, size=size, scheme=scheme)
    page = window.page
    window.enter_demo()
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


def test_a_file_with_an_error_is_explained_and_the_corrected_file_imported(
    demo_door: Door, browser: Browser, tmp_path: Path
) -> None:
    window = Watched(browser, demo_door.address)
    page = window.page
    window.enter_demo()
    window.menu("Import")
    wrong, corrected = tmp_path / "wrong.csv", tmp_path / "corrected.csv"
    head = "pairing_id,session_id,relationship,goals_and_topics,approach_or_method,overall\n"
    wrong.write_text(head + "K-1,1,8,8,8,8\nK-1,2,11,8,8,8\n", encoding="utf-8")
    corrected.write_text(
        head + "".join(f"K-1,{n},8.5,8,9,{9 if n < 6 else 4}\n" for n in range(1, 7)), encoding="utf-8"
    )
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(wrong)
    window.sees("1 problem in this file, so nothing is imported.")
    window.picture("import-problem")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(corrected)
    window.sees("6 ratings of 1 client in 6 sessions")
    window.tap("Import all of it")
    window.sees("Imported 6 ratings in 6 sessions; new: 1 client.")
    page.get_by_role("link", name="Open the caseload").click()
    window.title("Caseload")
    window.sees("15 running therapies")
    assert window.complaints == []


def test_a_tap_anywhere_in_a_row_of_the_caseload_opens_the_client(demo_door: Door, browser: Browser) -> None:
    window = Watched(browser, demo_door.address)
    window.enter_demo()
    window.settled()
    table = window.page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    header = row = 35  # pixels
    window.page.mouse.click(box["x"] + 200, box["y"] + header + row / 2)
    window.title("Client")
    window.sees("Likely rupture · session 11")
    assert window.complaints == []
