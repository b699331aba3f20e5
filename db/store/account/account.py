"""A person's own account: who they are, their passphrase, their open visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select, update

from alliance_monitor.errors import InvalidEntryError
from db.access import EVERYONE, Role
from db.connection import now
from db.place import Place
from db.sign_in import hash_passphrase, matches, throttle, visits
from db.store.base import StoreBase
from db.store.policy import ANYTHING, Transactions, policy, policy_in_steps
from db.tables import Account, AccountRole, EmergencyNotice, Practice, Visit

_PERSON = (
    select(
        Account.display_name,
        Account.sign_in_name,
        Practice.name,
        AccountRole.role,
        exists()
        .where(EmergencyNotice.account_id == Account.id, EmergencyNotice.read_at.is_(None))
        .label("has_notices"),
    )
    .join(Practice, Practice.id == Account.practice_id)
    .join(AccountRole, AccountRole.account_id == Account.id)
    .where(Account.id == bindparam("account"))
)
"""One row per role; without a role the store admits nobody."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    display_name: str
    sign_in_name: str
    practice: str
    roles: tuple[Role, ...]
    has_notices: bool = False
    """Whether a notice of an emergency access is unread; read with the person, because every page needs to know."""


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A browser in which this person is signed in."""

    id: str
    begun_at: datetime
    seen_at: datetime
    browser: str
    is_this: bool


class OwnAccount(StoreBase):
    """What anyone may do with their own account."""

    @policy(*EVERYONE)
    def person(self, tx: Connection) -> Person:
        """The signed-in person."""
        rows = tx.execute(_PERSON, {"account": self._actor.account_id}).all()
        roles = tuple(sorted((Role(row.role) for row in rows), key=EVERYONE.index))
        person = rows[0]
        return Person(person.display_name, person.sign_in_name, person.name, roles, person.has_notices)

    @policy(*EVERYONE)
    def visits(self, tx: Connection) -> tuple[OpenVisit, ...]:
        """This person's live visits, most recently used first."""
        rows = tx.execute(
            select(Visit.__table__)
            .where(Visit.account_id == self._actor.account_id, Visit.ended_at.is_(None))
            .order_by(Visit.seen_at.desc())
        ).all()
        return tuple(
            OpenVisit(row.id, row.begun_at, row.seen_at, row.browser, row.id == self._actor.visit_id)
            for row in rows
            if visits.is_live(tx, row.id)
        )

    @policy(*EVERYONE, writes=ANYTHING)
    def end_visit(self, tx: Connection, visit_id: str) -> None:
        """Sign out in one of this person's browsers."""
        ended = tx.execute(
            update(Visit)
            .where(Visit.id == visit_id, Visit.account_id == self._actor.account_id, Visit.ended_at.is_(None))
            .values(ended_at=now())
        )
        if ended.rowcount:
            self._audit(tx, "visit.ended", "visit", visit_id)

    @policy(*EVERYONE, writes=ANYTHING)
    def end_other_visits(self, tx: Connection) -> None:
        """Sign out everywhere else."""
        visits.end_visits(tx, self._actor.account_id, but=self._actor.visit_id)
        self._audit(tx, "visits.ended", "account", self._actor.account_id)

    @policy_in_steps(*EVERYONE)
    def change_passphrase(self, transactions: Transactions, present: str, new: str) -> None:
        """Change this person's passphrase, which ends all their other visits."""
        if self._database.place is Place.DEMO:
            raise InvalidEntryError("The demo practice has no passphrase.")
        address = f"visit {self._actor.visit_id}"
        with transactions.read() as tx:
            row = tx.execute(
                select(Account.sign_in_name, Account.display_name, Account.passphrase_hash, Practice.name)
                .join(Practice, Practice.id == Account.practice_id)
                .where(Account.id == self._actor.account_id)
            ).one()
        # The new one is checked first, so that its faults do not count as wrong guesses of the present one.
        fresh = hash_passphrase(new, row.sign_in_name, row.display_name, row.name)
        with transactions.write() as tx:
            attempt = throttle.begin_attempt(tx, row.sign_in_name, address)
        if not matches(row.passphrase_hash, present):
            with transactions.write() as tx:
                self._audit(tx, "passphrase.refused", "account", self._actor.account_id)
            raise InvalidEntryError("The present passphrase does not fit.", "Type it again.")
        with transactions.write() as tx:
            attempt.succeed(tx)
            changed = tx.execute(
                update(Account)
                .where(Account.id == self._actor.account_id, Account.passphrase_hash == row.passphrase_hash)
                .values(passphrase_hash=fresh)
            )
            if changed.rowcount != 1:
                raise InvalidEntryError("The passphrase was changed elsewhere meanwhile.", "Sign in with the new one.")
            visits.end_visits(tx, self._actor.account_id, but=self._actor.visit_id)
            self._audit(tx, "passphrase.changed", "account", self._actor.account_id)
