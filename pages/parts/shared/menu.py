"""Every page of the app. A new page is a script in `pages/` and a line here; all else that lists pages reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.access import Role


@dataclass(frozen=True, slots=True)
class MenuPage:
    """One page: `name` is its script and its address, `roles` are those who have it in their menu.

    What somebody may do on a page the store decides, in every call.
    """

    name: str
    title: str
    icon: str
    roles: frozenset[Role]


THERAPIST, SUPERVISOR = frozenset({Role.THERAPIST}), frozenset({Role.SUPERVISOR})
EVERYONE = frozenset(Role)

PAGES = (
    MenuPage("caseload", "Caseload", "groups", THERAPIST),
    MenuPage("session", "Log a session", "edit_note", THERAPIST),
    MenuPage("client", "Client", "timeline", THERAPIST),
    MenuPage("intake", "Intake", "person_add", THERAPIST),
    MenuPage("importing", "Import", "upload_file", THERAPIST),
    MenuPage("training", "Practise", "school", THERAPIST),
    MenuPage("supervision", "Supervision", "diversity_3", SUPERVISOR),
    MenuPage("practice", "Practice", "monitoring", THERAPIST | SUPERVISOR | {Role.PRACTICE_LEAD}),
    MenuPage("emergency", "Emergency", "emergency", THERAPIST | SUPERVISOR),
    MenuPage("administration", "Administration", "admin_panel_settings", frozenset({Role.ADMINISTRATOR})),
    MenuPage("methods", "Methods", "science", EVERYONE),
    MenuPage("account", "Account", "manage_accounts", EVERYONE),
)
"""In the order of the menu."""


def menu_of(roles: Iterable[Role]) -> tuple[MenuPage, ...]:
    """The pages of somebody with these roles; the first is where they start."""
    held = frozenset(roles)
    return tuple(page for page in PAGES if page.roles & held)
