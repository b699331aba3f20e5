"""Finishing a pending sign-in with the second factor."""

from __future__ import annotations

from dataclasses import dataclass, field

from db import audit
from db.access import Actor
from db.connection import Database
from db.sign_in import second_factor, throttle, visits
from db.sign_in.errors import SignInRefusedError
from db.sign_in.pending_sign_in import end_pending, open_pending
from db.sign_in.second_factor import Enrolment


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """A visit has begun. `recovery_codes` only after an enrolment; they are never shown again."""

    token: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False, default=())


def required_enrolment(database: Database, token: str | None) -> Enrolment | None:
    """What the authenticator app must be given first, or None when a code is enough; SignInExpiredError if neither."""
    with database.write() as tx:
        account_id = open_pending(tx, token).account_id
        if second_factor.is_enrolled(tx, account_id):
            return None
        return second_factor.unconfirmed(tx, account_id) or second_factor.begin(tx, account_id)


def finish_sign_in(database: Database, token: str | None, code: str, address: str, browser: str = "") -> FinishedSignIn:
    """Begin the visit if the code is right, which uses up the pending sign-in."""
    with database.write() as tx:
        pending = open_pending(tx, token)
        attempt = throttle.begin_attempt(tx, pending.sign_in_name, address)
        person = Actor(pending.account_id, database.place)
        codes: tuple[str, ...] | None = ()
        how: str | None = "enrolled"
        if second_factor.is_enrolled(tx, pending.account_id):
            how = second_factor.use(tx, pending.account_id, code)
        else:
            codes = second_factor.confirm(tx, pending.account_id, code)
        if how is not None and codes is not None:
            end_pending(tx, pending.id)
            attempt.succeed(tx)
            audit.record(tx, person, f"second_step.{how}", "account", pending.account_id)
            return FinishedSignIn(visits.begin_visit(tx, database.place, pending.account_id, browser), codes)
        audit.record(tx, person, "second_step.refused", "account", pending.account_id)
    raise SignInRefusedError("This code does not fit, or was used already.", "Wait for the next one and type it.")
