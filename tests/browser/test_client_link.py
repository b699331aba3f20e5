"""The client's page in a real Chromium: a small phone, no script, few taps, few bytes, no violation found by axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from db.configuration import configuration
from db.tables import Rating
from tests.support.extent import parametrize_part
from tests.support.front_door import Door, opened
from tests.support.link_cases import behind, link_path
from web.client_link.languages import languages

pytestmark = pytest.mark.browser

LARGEST_TRANSFER = 50_000
SMALLEST_TARGET = 44
MOST_TAPS = 6


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLIANCE_CLIENT_LINE", "true")
        configuration.cache_clear()
        with opened(tmp_path_factory.mktemp("client") / "data") as running:
            running.set_up().close()
            yield running
    configuration.cache_clear()


def phone(browser: Browser, **settings: Any) -> BrowserContext:
    return browser.new_context(
        **{"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, **settings}
    )


def tick(page: Page, name: str, step: int) -> None:
    page.locator("label", has=page.locator(f'input[name="{name}"][value="{step}"]')).tap()


@parametrize_part("language", languages())
def test_a_client_rates_on_a_small_phone_without_scripts_in_six_taps(
    door: Door, browser: Browser, language: str
) -> None:
    with phone(browser, java_script_enabled=False) as context:
        page = context.new_page()
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto(door.address + link_path(door, language=language))
        expect(page.locator(".worked")).to_be_hidden()
        taps = 0
        for name, step in (("1", 6), ("2", 5), ("3", 7), ("4", 3)):
            tick(page, name, step)
            taps += 1
        expect(page.locator(".worked")).to_be_visible()
        tick(page, "resolution", 4)
        page.get_by_role("button").tap()
        taps += 2
        expect(page.get_by_role("status")).to_be_visible()
        assert taps <= MOST_TAPS
        assert all(url.startswith((door.address, "data:")) for url in requested)
    with behind(door) as (_, home), home.read() as tx:
        newest = tx.execute(select(Rating).order_by(Rating.recorded_at.desc()).limit(1)).one()
    assert (newest.rater, newest.goal, newest.task, newest.bond, newest.tension, newest.resolution) == (
        "client",
        6,
        5,
        7,
        3,
        4,
    )


@parametrize_part("scheme", ["light", "dark"])
@parametrize_part("language", languages())
@pytest.mark.parametrize("state", ["form", "intake", "problem", "thanks", "closed"])
def test_the_clients_page_has_no_violation(
    door: Door, browser: Browser, state: str, language: str, scheme: str
) -> None:
    with phone(browser, color_scheme=scheme) as context:
        page = context.new_page()
        about = {"instrument": "brief-attachment"} if state == "intake" else {}
        address = door.address + link_path(door, language=language, **about)
        page.goto(address)
        if state == "thanks":
            tick(page, "1", 4)
        if state in ("thanks", "problem"):
            page.get_by_role("button").tap()
            expect(page.get_by_role("status" if state == "thanks" else "alert")).to_be_visible()
        if state == "closed":
            page.goto(f"{door.address}/r/pnothing?lang={language}")
        assert page.locator("html").get_attribute("lang") == language
        found = Axe().run(page)
        assert [violation["id"] for violation in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@parametrize_part("language", languages())
def test_all_the_page_sends_is_under_fifty_kilobytes(door: Door, browser: Browser, language: str) -> None:
    with phone(browser) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        received: list[float] = []
        network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto(door.address + link_path(door, language=language), wait_until="networkidle")
        tick(page, "1", 4)
        page.get_by_role("button").tap()
        expect(page.get_by_role("status")).to_be_visible()
        page.wait_for_load_state("networkidle")
    assert len(received) >= 2
    assert 0 < sum(received) < LARGEST_TRANSFER


def test_every_answer_is_large_enough_for_a_finger_and_has_a_name(door: Door, browser: Browser) -> None:
    with phone(browser) as context:
        page = context.new_page()
        page.goto(door.address + link_path(door))
        answers = page.locator("fieldset:not(.worked) label")
        assert answers.count() == 7 + 7 + 7 + 5
        for answer in answers.all():
            box = answer.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= SMALLEST_TARGET
        groups = page.get_by_role("group").all()
        assert all(group.get_attribute("aria-label") or group.locator("legend").inner_text() for group in groups)
        expect(page.get_by_role("radio", name="7 = Fully").first).to_be_attached()


def test_the_page_works_by_keyboard_alone(door: Door, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(door.address + link_path(door))
        page.locator('input[name="1"]').first.focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator('input[name="1"][value="2"]')).to_be_checked()
        page.get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_be_visible()


def test_the_page_reflows_at_four_hundred_percent(door: Door, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 320, "height": 600}) as context:
        page = context.new_page()
        page.goto(door.address + link_path(door, language="de"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
