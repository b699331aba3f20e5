"""Every screen as axe sees it: no finding of WCAG 2.2 A or AA, light and dark, wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support.chromium import PHONE, WIDE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import Door, opened

pytestmark = pytest.mark.browser

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS = ("Intake", "Import", "Practise", "Methods", "Account", "Administration")
LEAST_CONTRAST = 3.0
"""What a selected answer keeps in the dark: Streamlit writes its text in the accent colour, on which the white of the
main buttons must be legible too; one of both can have 4.5. Border and background mark it as well."""


@pytest.fixture(scope="module")
def door(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(copytree(demo_once, tmp_path_factory.mktemp("accessible") / "data")) as running:
        yield running


def known(rule: str, node: dict[str, Any]) -> bool:
    """What Streamlit's own elements do, and no setting of ours changes."""
    if rule == "target-size":
        return 'role="spinbutton"' in node["html"]  # day and month in a date field; the arrow keys change them too
    if rule == "color-contrast":
        selected = 'data-selected="true"' in str(node["target"])
        return bool(selected and node["any"][0]["data"]["contrastRatio"] >= LEAST_CONTRAST)
    return False


def findings(window: Watched, screen: str) -> list[str]:
    window.settled()
    told = Axe().run(window.page, options={"runOnly": LEVELS}).response["violations"]
    return [
        f"{screen}: {one['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for one in told
        for node in one["nodes"]
        if not known(one["id"], node)
    ]


@parametrize_part(("size", "scheme"), [(PHONE, "dark"), (WIDE, "light")], ids=["phone-dark", "wide-light"])
def test_no_screen_shuts_anyone_out(door: Door, browser: Browser, size: tuple[int, int], scheme: str) -> None:
    window = Watched(browser, door.address, size=size, scheme=scheme)
    window.go("/")
    told = Axe().run(window.page, options={"runOnly": LEVELS}).response["violations"]
    window.tap("Look around")
    window.title("Caseload")
    found = [one["id"] for one in told] + findings(window, "Caseload")
    window.tap("See why, and what could help")
    window.title("Client")
    window.sees("What could help")
    found += findings(window, "Client")
    for screen in SCREENS:
        window.menu(screen)
        found += findings(window, screen)
    window.menu("Log a session")
    window.page.get_by_role("combobox").first.click()
    window.page.get_by_role("option", name="D-14 Nettle").click()
    window.sees("Your view")
    found += findings(window, "Log a session")
    assert found == []
