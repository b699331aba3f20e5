"""The second step of a sign-in: what it waits for, and the visit it ends in."""

from __future__ import annotations

from dataclasses import dataclass, field

from db import audit
from db.access import Actor
from db.connection import Database
from db.sign_in import second_factor, throttle, visits
from db.sign_in.pending import end_pending, open_pending
from db.sign_in.second_factor import Enrolment
from db.sign_in.visits import SignInRefusedError


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """A visit has begun. `recovery_codes` only after an enrolment; they are never shown again."""

    token: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False, default=())


def required_enrolment(place: Database, token: str | None) -> Enrolment | None:
    """What the authenticator app must be given first, or None when a code is enough; SignInExpiredError if neither."""
    with place.write() as tx:
        account_id = open_pending(tx, token).account_id
        if second_factor.is_enrolled(tx, account_id):
            return None
        return second_factor.waiting(tx, account_id) or second_factor.begin(tx, account_id)


def finish_sign_in(place: Database, token: str | None, code: str, address: str, browser: str = "") -> FinishedSignIn:
    """Begin the visit if the code is right; the step's token is used up by that."""
    with place.write() as tx:
        step = open_pending(tx, token)
        if throttle.too_many(tx, step.sign_in_name, address):
            raise SignInRefusedError("Too many tries.", "Wait fifteen minutes, then try again.")
        moment = throttle.counted(tx, step.sign_in_name, address)
        person = Actor(step.account_id, place.place)
        codes: tuple[str, ...] | None = ()
        how: str | None = "enrolled"
        if second_factor.is_enrolled(tx, step.account_id):
            how = second_factor.use(tx, step.account_id, code)
        else:
            codes = second_factor.confirm(tx, step.account_id, code)
        if how is not None and codes is not None:
            end_pending(tx, step.id)
            throttle.succeeded(tx, step.sign_in_name, address, moment)
            audit.record(tx, person, f"second_step.{how}", "account", step.account_id)
            return FinishedSignIn(visits.begin_visit(tx, place.place, step.account_id, browser), codes)
        audit.record(tx, person, "second_step.refused", "account", step.account_id)
    raise SignInRefusedError("This code does not fit, or was used already.", "Wait for the next one and type it.")
