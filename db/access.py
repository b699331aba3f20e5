"""Who is asking, and what a store method demands of them.

Access is decided in the store, not on pages: every call reads the person, their roles and their visit from the database
again (`db.store.policy`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from alliance_monitor.errors import AllianceError
from db.place import Place


class Role(StrEnum):
    """What a person is in the practice; one person may have several roles."""

    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    PRACTICE_LEAD = "practice_lead"
    ADMINISTRATOR = "administrator"


EVERYONE = tuple(Role)


class NotSignedInError(AllianceError):
    """The visit has ended, or the account was disabled."""

    def __init__(self) -> None:
        super().__init__("You are signed out.", "Sign in again; nothing that was saved is lost.")


class NotAllowedError(AllianceError):
    """The person may not do this. Also raised for what does not exist, so that nothing can be probed."""

    def __init__(self) -> None:
        super().__init__("This does not exist, or is not yours to see.", "Go back to your caseload.")


class NeedsProofError(AllianceError):
    """This action needs a recent proof of identity, and there is none."""

    def __init__(self) -> None:
        super().__init__("This needs your passphrase once more.", "Confirm that it is you, then try again.")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work in one place; `visit_id` is None only for the command line of the installation."""

    account_id: str
    place: Place
    visit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call one store method: people with any of these roles and, with `proof`, a recent proof of identity."""

    method: str
    roles: frozenset[Role]
    proof: bool


PROOF_LIFETIME = timedelta(minutes=10)
"""How long after sign-in, or after proving it again, a visit may do what asks for a proof of identity."""
