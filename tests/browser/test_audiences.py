"""A supervision meeting, and a practice lead comparing teams, in a real browser, on a wide screen and a phone."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.support.chromium import PHONE, WIDE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import Door

pytestmark = pytest.mark.browser


def demo_window(demo_door: Door, browser: Browser, size: tuple[int, int], scheme: str = "light") -> Watched:
    window = Watched(browser, demo_door.address, size=size, scheme=scheme)
    window.enter_demo()
    return window


def fits(window: Watched, size: tuple[int, int]) -> bool:
    return bool(window.page.evaluate("document.documentElement.scrollWidth") <= size[0])


@parametrize_part("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_meeting_goes_from_the_agenda_to_a_decision_and_to_paper(
    demo_door: Door, browser: Browser, size: tuple[int, int]
) -> None:
    window = demo_window(demo_door, browser, size)
    page = window.page
    window.menu("Supervision")
    window.sees("Discuss this case")
    window.picture(f"agenda-{size[0]}")
    assert fits(window, size)
    label = page.get_by_text(re.compile("^Case [A-Z2-9]{5}$")).first.inner_text()
    window.tap("Discuss this case")
    window.sees("What do we take from this?")
    window.picture(f"case-{size[0]}")
    assert fits(window, size)
    decided = page.get_by_role("textbox", name="What was decided", exact=True)
    decided.fill("Name the strain at the start of the next session.")
    decided.press("Tab")
    window.settled()
    window.tap("Save the decision")
    window.sees(f"{label}: the decision is saved")
    page.get_by_text("Come back later").first.click()
    window.settled()
    link = page.get_by_role("link", name="Print the agenda")
    answer = page.context.request.get(demo_door.address + (link.get_attribute("href") or ""))
    printed = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
    assert "Name the strain at the start of the next session." in " ".join(printed.split())
    assert window.complaints == []


@parametrize_part(
    ("size", "scheme"), [(PHONE, "light"), (WIDE, "light"), (WIDE, "dark")], ids=["phone", "wide", "dark"]
)
def test_the_practice_lead_compares_teams(
    demo_door: Door, browser: Browser, size: tuple[int, int], scheme: str
) -> None:
    window = demo_window(demo_door, browser, size, scheme)
    window.menu("Practice")
    window.sees("Therapies with a possible rupture")
    window.choose("Compare by", "Team")
    window.sees("Team of Lou Demo")
    expect(window.page.get_by_text("Against the practice").first).to_be_visible()
    window.picture(f"practice-{size[0]}-{scheme}")
    assert fits(window, size)
    assert window.complaints == []
