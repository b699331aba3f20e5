"""A person's own second factor, and proving again who they are before something sensitive."""

from __future__ import annotations

from sqlalchemy import select, update

from alliance_monitor.errors import InvalidEntryError
from db.access import Role, policy
from db.connection import now
from db.place import Place
from db.sign_in import Enrolment, SecondFactorStatus, matches, new_recovery_codes, second_factor, throttle, visits
from db.store.base import StoreBase
from db.tables import Account, Visit

EVERYONE = tuple(Role)


class OwnSecondFactor(StoreBase):
    """What anyone may do with their own second factor."""

    @policy(*EVERYONE)
    def second_factor(self) -> SecondFactorStatus:
        """The status of one's own second factor."""
        with self._reading("second_factor") as tx:
            return second_factor.status(tx, self._actor.account_id, self._practice_id)

    @policy(*EVERYONE, proof=True)
    def begin_second_factor(self) -> Enrolment:
        """A fresh secret for an authenticator app; it counts from its first code on, and an earlier one until then."""
        self._not_in_the_demo()
        with self._writing("begin_second_factor") as tx:
            return second_factor.begin(tx, self._actor.account_id)

    @policy(*EVERYONE, proof=True)
    def confirm_second_factor(self, code: str) -> tuple[str, ...]:
        """Take the new secret into use with its first code; ends other visits and returns recovery codes, once."""
        with self._writing("confirm_second_factor") as tx:
            codes = second_factor.confirm(tx, self._actor.account_id, code)
            if codes is None:
                raise InvalidEntryError("This code does not fit.", "Type the code the app shows now.")
            visits.end_visits(tx, self._actor.account_id, but=self._actor.visit_id)
            self._audit(tx, "second_step.enrolled", "account", self._actor.account_id)
        return codes

    @policy(*EVERYONE, proof=True)
    def new_recovery_codes(self) -> tuple[str, ...]:
        """Fresh recovery codes; earlier ones are worth nothing any more."""
        with self._writing("new_recovery_codes") as tx:
            if not second_factor.is_enrolled(tx, self._actor.account_id):
                raise InvalidEntryError("There is no second step yet.", "Set it up first.")
            self._audit(tx, "second_step.recovery_codes", "account", self._actor.account_id)
            return new_recovery_codes(tx, self._actor.account_id)

    @policy(*EVERYONE, proof=True)
    def remove_second_factor(self) -> None:
        """Sign in with the passphrase alone from now on, where the practice is one person."""
        with self._writing("remove_second_factor") as tx:
            if second_factor.required(tx, self._practice_id):
                raise InvalidEntryError(
                    "A practice of several people needs a second step.", "You can set up another phone instead."
                )
            second_factor.remove(tx, self._actor.account_id)
            self._audit(tx, "second_step.removed", "account", self._actor.account_id)

    @policy(*EVERYONE)
    def proved(self) -> bool:
        """Whether this visit may do what is sensitive, or must prove first who is there."""
        with self._reading("proved") as tx:
            return self._proved(tx.scalar(select(Visit.proved_at).where(Visit.id == self._actor.visit_id)))

    @policy(*EVERYONE)
    def prove(self, passphrase: str, code: str = "") -> None:
        """Prove once more who is there: by passphrase, and by code where a second factor is set up."""
        self._not_in_the_demo()
        address = f"visit {self._actor.visit_id}"
        with self._writing("prove") as tx:
            account = tx.execute(
                select(Account.sign_in_name, Account.passphrase_hash).where(Account.id == self._actor.account_id)
            ).one()
            attempt = throttle.begin_attempt(tx, account.sign_in_name, address)
        fits = matches(account.passphrase_hash, passphrase)
        with self._writing("prove") as tx:
            enrolled = second_factor.is_enrolled(tx, self._actor.account_id)
            if fits and enrolled:
                fits = second_factor.use(tx, self._actor.account_id, code) is not None
            if fits:
                attempt.succeed(tx)
                tx.execute(update(Visit).where(Visit.id == self._actor.visit_id).values(proved_at=now()))
            self._audit(tx, f"visit.proof_{'given' if fits else 'refused'}", "visit", self._actor.visit_id or "")
        if not fits:
            advice = "Type the passphrase, and the code the app shows now."
            raise InvalidEntryError("This does not fit.", advice if enrolled else "Type the passphrase again.")

    def _not_in_the_demo(self) -> None:
        if self._database.place is Place.DEMO:
            raise InvalidEntryError("The demo practice has no passphrase and no second step.")
