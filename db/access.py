"""Who is asking, and what each store method demands of them.

Reach is a property of the store, not of pages: a store method without a declared policy makes the
import fail, and every call re-reads the person, their roles and their visit from the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ParamSpec, TypeVar

from alliance_monitor.errors import AllianceError
from db.place import Place

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What a person is in the practice; one may be several."""

    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    PRACTICE_LEAD = "practice_lead"
    ADMINISTRATOR = "administrator"


class NotSignedInError(AllianceError):
    """The visit has ended, or the account was disabled."""

    def __init__(self) -> None:
        super().__init__("You are signed out.", "Sign in again; nothing that was saved is lost.")


class NotAllowedError(AllianceError):
    """The person may not do this. Also said of what does not exist, so that nothing can be probed."""

    def __init__(self) -> None:
        super().__init__("This does not exist, or is not yours to see.", "Go back to your caseload.")


class NeedsProofError(AllianceError):
    """The person has not proved for a while who they are, and this action asks for it."""

    def __init__(self) -> None:
        super().__init__("This needs your passphrase once more.", "Confirm that it is you, then try again.")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work in one place; `visit_id` is None only for the command line of the installation."""

    account_id: str
    place: Place
    visit_id: str | None = None


PROOF = timedelta(minutes=10)
"""How long after sign-in, or after proving it again, a visit may do what `policy(…, proof=True)` guards."""


def policy(*roles: Role, proof: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare which roles may call a store method; any one of them suffices.

    `proof` guards a sensitive action: the person must have proved lately who they are, since an open browser may have
    been left alone.
    """

    def declare(method: Callable[P, R]) -> Callable[P, R]:
        method.__alliance_roles__ = frozenset(roles)  # type: ignore[attr-defined]
        method.__alliance_proof__ = proof  # type: ignore[attr-defined]
        return method

    return declare


def roles_of(method: object) -> frozenset[Role] | None:
    """The declared roles of a store method, or None."""
    return getattr(method, "__alliance_roles__", None)


def needs_proof(method: object) -> bool:
    """Whether a store method asks for a recent proof of who is there."""
    return bool(getattr(method, "__alliance_proof__", False))


def require_policies(store: type) -> type:
    """Class decorator: every public method of `store` must declare a policy."""
    for name in dir(store):
        member = getattr(store, name)
        if not name.startswith("_") and callable(member) and roles_of(member) is None:
            raise TypeError(f"{store.__name__}.{name} has no access policy")
    return store
