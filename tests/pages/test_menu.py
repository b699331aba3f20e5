"""The menu: every page is known once."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.access import Role
from pages.parts.shared.menu import PAGES, MenuPage, menu_of
from web.gate.addresses import loggable_path

SCRIPTS = Path(__file__).parents[2] / "pages"


def test_every_script_is_a_page_of_the_menu_and_the_other_way_round() -> None:
    assert {page.name for page in PAGES} == {script.stem for script in SCRIPTS.glob("[!_]*.py")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_address_of_a_page_may_be_logged_and_nothing_after_it(page: MenuPage) -> None:
    assert loggable_path(f"/{page.name}") == f"/{page.name}"
    assert loggable_path(f"/{page.name}/Willow") == f"/{page.name}/…"


@pytest.mark.parametrize(
    ("role", "start"),
    [
        (Role.THERAPIST, "caseload"),
        (Role.SUPERVISOR, "supervision"),
        (Role.PRACTICE_LEAD, "practice"),
        (Role.ADMINISTRATOR, "administration"),
    ],
)
def test_everybody_starts_on_the_first_page_of_their_role(role: Role, start: str) -> None:
    assert menu_of([role])[0].name == start


def test_only_therapists_have_pages_with_their_clients() -> None:
    own = {"caseload", "session", "client", "intake", "importing", "training"}
    others = {page.name for page in menu_of(set(Role) - {Role.THERAPIST})}
    assert not own & others
    assert own <= {page.name for page in menu_of([Role.THERAPIST])}
