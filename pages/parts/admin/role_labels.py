"""Labels of the roles, and what each may see."""

from __future__ import annotations

from collections.abc import Iterable

from db.access import Role

ROLES = {
    Role.THERAPIST: "Therapist",
    Role.SUPERVISOR: "Supervisor",
    Role.PRACTICE_LEAD: "Practice lead",
    Role.ADMINISTRATOR: "Administrator",
}

MAY_SEE = {
    Role.THERAPIST: "own clients",
    Role.SUPERVISOR: "the work of assigned therapists, without client codes and notes",
    Role.PRACTICE_LEAD: "figures of the whole practice, never a single client",
    Role.ADMINISTRATOR: "accounts and settings, nothing clinical",
}


def role_labels(roles: Iterable[Role]) -> str:
    """The roles as one line, such as “Therapist, Administrator”."""
    return ", ".join(ROLES[role] for role in roles)
