"""A person's own second factor, and proving their identity again."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from alliance_monitor.errors import InvalidEntryError
from db.access import EVERYONE
from db.connection import now
from db.place import Place
from db.sign_in import Enrolment, SecondFactorStatus, matches, new_recovery_codes, second_factor, throttle, visits
from db.store.base import StoreBase
from db.store.policy import ANYTHING, Transactions, policy, policy_in_steps
from db.tables import Account, Visit


class OwnSecondFactor(StoreBase):
    """What anyone may do with their own second factor."""

    @policy(*EVERYONE)
    def second_factor(self, tx: Connection) -> SecondFactorStatus:
        """The status of this person's second factor."""
        return second_factor.status(tx, self._actor.account_id, self._practice_id)

    @policy(*EVERYONE, proof=True, writes=ANYTHING)
    def begin_second_factor(self, tx: Connection) -> Enrolment:
        """A fresh secret for an authenticator app; the earlier one stays valid until the first code of the new one."""
        self._not_in_the_demo()
        return second_factor.begin(tx, self._actor.account_id)

    @policy(*EVERYONE, proof=True, writes=ANYTHING)
    def confirm_second_factor(self, tx: Connection, code: str) -> tuple[str, ...]:
        """Activate the new secret with its first code; ends other visits and returns the recovery codes, only now."""
        codes = second_factor.confirm(tx, self._actor.account_id, code)
        if codes is None:
            raise InvalidEntryError("This code does not fit.", "Type the code the app shows now.")
        visits.end_visits(tx, self._actor.account_id, but=self._actor.visit_id)
        self._audit(tx, "second_step.enrolled", "account", self._actor.account_id)
        return codes

    @policy(*EVERYONE, proof=True, writes=ANYTHING)
    def new_recovery_codes(self, tx: Connection) -> tuple[str, ...]:
        """Fresh recovery codes, which invalidate the earlier ones."""
        if not second_factor.is_enrolled(tx, self._actor.account_id):
            raise InvalidEntryError("There is no second step yet.", "Set it up first.")
        self._audit(tx, "second_step.recovery_codes", "account", self._actor.account_id)
        return new_recovery_codes(tx, self._actor.account_id)

    @policy(*EVERYONE, proof=True, writes=ANYTHING)
    def remove_second_factor(self, tx: Connection) -> None:
        """Sign in with the passphrase alone from now on; only in a practice of one person."""
        if second_factor.required(tx, self._practice_id):
            raise InvalidEntryError(
                "A practice of several people needs a second step.", "You can set up another phone instead."
            )
        second_factor.remove(tx, self._actor.account_id)
        self._audit(tx, "second_step.removed", "account", self._actor.account_id)

    @policy(*EVERYONE)
    def proved(self, tx: Connection) -> bool:
        """Whether this visit has a recent proof of identity, which sensitive actions ask for."""
        return self._proved(tx.scalar(select(Visit.proved_at).where(Visit.id == self._actor.visit_id)))

    @policy_in_steps(*EVERYONE)
    def prove(self, transactions: Transactions, passphrase: str, code: str = "") -> None:
        """Prove one's identity again: by passphrase, and by code where a second factor is set up."""
        self._not_in_the_demo()
        address = f"visit {self._actor.visit_id}"
        with transactions.write() as tx:
            account = tx.execute(
                select(Account.sign_in_name, Account.passphrase_hash).where(Account.id == self._actor.account_id)
            ).one()
            attempt = throttle.begin_attempt(tx, account.sign_in_name, address)
        fits = matches(account.passphrase_hash, passphrase)
        with transactions.write() as tx:
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
