"""Going back and forward in a real browser: each page shows the client named in its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import expect

from tests.support.chromium import SECONDS_20, Watched, chromium
from tests.support.front_door import opened

pytestmark = pytest.mark.browser


def go_until(window: Watched, step: Callable[[], object], title: str, mark: str) -> None:
    """Go through the history to a page; how many entries a choice adds depends on how quickly it was made."""
    heading = window.page.get_by_role("heading", level=1, name=title, exact=True)
    for _ in range(4):
        step()
        window.settled()
        if heading.is_visible() and "client=" in window.page.url:
            break
    expect(window.page.get_by_role("heading", name=mark, exact=True)).to_be_visible(timeout=SECONDS_20)


def test_back_and_forward_show_the_same_client_again(demo_once: Path, tmp_path: Path) -> None:
    with opened(copytree(demo_once, tmp_path / "data")) as door, chromium() as browser:
        window = Watched(browser, door.address)
        page = window.page
        window.enter_demo()
        for title, mark in (("Log a session", "Your view"), ("Client", "Sessions")):
            window.menu(title)
            window.settled()
            page.get_by_role("combobox").first.click()
            page.get_by_role("option").first.click()
            expect(page.get_by_role("heading", name=mark, exact=True)).to_be_visible()
        go_until(window, page.go_back, "Log a session", "Your view")
        go_until(window, page.go_forward, "Client", "Sessions")
        assert window.complaints == []
