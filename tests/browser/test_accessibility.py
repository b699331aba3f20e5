"""Every screen checked by axe: no violation of WCAG 2.2 A or AA, light and dark, wide and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.support.chromium import PHONE, WIDE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import Door

pytestmark = pytest.mark.browser

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS = ("Intake", "Import", "Practise", "Methods", "Account", "Administration")
LEAST_CONTRAST = 3.0
"""Contrast of a selected answer in dark mode. Streamlit writes its text in the accent colour, on which the white text
of primary buttons must be legible too; only one of them can have 4.5. Border and background mark the answer as well."""


def known(rule: str, node: dict[str, Any]) -> bool:
    """Whether a violation comes from Streamlit's own elements and no setting of ours changes it."""
    if rule == "target-size":
        return 'role="spinbutton"' in node["html"]  # day and month in a date field; the arrow keys change them too
    if rule == "color-contrast":
        selected = 'data-selected="true"' in str(node["target"])
        return bool(selected and node["any"][0]["data"]["contrastRatio"] >= LEAST_CONTRAST)
    return False


def findings(window: Watched, screen: str) -> list[str]:
    window.settled()
    violations = Axe().run(window.page, options={"runOnly": LEVELS}).response["violations"]
    return [
        f"{screen}: {violation['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
        if not known(violation["id"], node)
    ]


@parametrize_part(("size", "scheme"), [(PHONE, "dark"), (WIDE, "light")], ids=["phone-dark", "wide-light"])
def test_no_screen_violates_wcag(demo_door: Door, browser: Browser, size: tuple[int, int], scheme: str) -> None:
    window = Watched(browser, demo_door.address, size=size, scheme=scheme)
    window.go("/")
    violations = Axe().run(window.page, options={"runOnly": LEVELS}).response["violations"]
    window.tap("Look around")
    window.title("Caseload")
    found = [violation["id"] for violation in violations] + findings(window, "Caseload")
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
