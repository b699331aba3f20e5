"""A real Chromium in front of the real app; every page is watched for what must never happen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import (
    TimeoutError as NoAnswerError,
)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1440, 1000), (390, 844)
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/150.0.0.0 Mobile Safari/537.36"
)
"""By which the page knows a phone and folds its menu away after a choice."""

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
MILLISECONDS_200 = 200
"""Time a click takes to reach the app, so that "nothing runs" is not said of the moment before it."""

SECONDS_5, SECONDS_20 = 5_000, 20_000
"""Longest waits for one tap and for one step, in milliseconds; a slow machine may need it, a quick one does not."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert binary, "Chromium is missing; install it with: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """One person's browser window on the app, and everything it complained about."""

    def __init__(self, browser: Browser, address: str, *, size: tuple[int, int] = WIDE, scheme: Any = "light") -> None:
        self.address = address
        phone = size == PHONE
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=phone,
            is_mobile=phone,
            user_agent=PHONE_AGENT if phone else None,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(SECONDS_20)
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        # Streamlit looks for its base address under the page's own path first and takes a 404 as the answer.
        looks_for_base = "404" in message.text and "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not looks_for_base:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.complaints.append(f"asked another site: {request.url}")

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(self.address + path)

    def enter_demo(self) -> None:
        """Look around the demo practice, from the welcome page on."""
        self.go("/")
        self.tap("Look around")
        self.title("Caseload")

    def menu(self, title: str) -> None:
        """Choose a page from the navigation, which a narrow screen folds away."""
        opener = self.page.get_by_test_id("stExpandSidebarButton")
        if opener.is_visible():
            opener.click()
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        self.title(title)

    def title(self, text: str) -> None:
        """Wait for the page with this title."""
        expect(self.page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible(timeout=SECONDS_20)

    def sees(self, text: str) -> None:
        """Wait until this text is there."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=SECONDS_20)

    def button(self, name: str) -> Locator:
        """A button by its whole name; the icon before it is part of what Streamlit calls its name."""
        return self.page.get_by_role("button", name=name).first

    def tap(self, name: str) -> None:
        """Tap a button."""
        self.button(name).click()

    def opens(self, name: str, text: str) -> None:
        """Tap a button that unfolds something; a tap may first fold away what was open before."""
        self._until(lambda: self.tap(name), self.page.get_by_text(text, exact=True).last)

    def picks(self, answer: Locator, text: str) -> None:
        """Tap an answer that changes the page; a tap is lost when the page moves beneath it, as for a person."""
        self._until(answer.click, self.page.get_by_text(text).first)

    def _until(self, act: Callable[[], None], seen: Locator) -> None:
        for _ in range(3):
            self.settled()
            try:
                act()
                expect(seen).to_be_visible(timeout=SECONDS_5)
            except (AssertionError, NoAnswerError):
                self.page.screenshot(path=SCREENSHOTS / "lost.png")
                continue
            self.settled()
            return
        raise AssertionError("three taps changed nothing")

    def settled(self) -> None:
        """Wait until what was just done has been answered and drawn."""
        self.page.wait_for_timeout(MILLISECONDS_200)
        expect(self.page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning", timeout=SECONDS_20
        )

    def choose(self, label: str, option: str) -> None:
        """Tap one answer of a segmented control or of pills."""
        group = self.page.get_by_test_id("stButtonGroup").filter(has_text=label)
        group.get_by_role("radio", name=option, exact=True).or_(
            group.get_by_role("button", name=option, exact=True)
        ).first.click()

    def picture(self, name: str) -> None:
        """Keep what the screen shows, whole, in the ignored folder."""
        SCREENSHOTS.mkdir(exist_ok=True)
        size = self.page.viewport_size
        main = self.page.get_by_test_id("stMain")
        if size and main.count():
            self.settled()
            height = main.evaluate("element => element.scrollHeight")
            self.page.set_viewport_size({"width": size["width"], "height": min(height + 40, 8000)})
            self.settled()
            self.page.wait_for_timeout(300)  # figures redraw after a change of size
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        if size:
            self.page.set_viewport_size(size)
