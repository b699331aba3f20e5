"""The people of a practice: accounts, their roles, and their one-time codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from alliance_monitor.errors import InvalidEntryError
from db.access import EVERYONE, NotAllowedError, Role
from db.connection import now, outside_practice
from db.sign_in import (
    CODE_LIFETIME,
    add_account,
    hash_code,
    new_code,
    normalise_code,
    second_factor,
    valid_name,
    visits,
)
from db.store.base import StoreBase
from db.store.policy import ANYTHING, Transactions, policy, policy_in_steps
from db.tables import Account, AccountRole, SecondFactor, Visit


@dataclass(frozen=True, slots=True)
class Colleague:
    """One account of the practice as an administrator sees it; nothing of their work."""

    id: str
    display_name: str
    sign_in_name: str
    roles: tuple[Role, ...]
    invited_until: datetime | None
    disabled_at: datetime | None
    last_seen: datetime | None
    second_factor: bool
    is_this: bool

    @property
    def active(self) -> bool:
        """Whether the person can sign in at all."""
        return self.disabled_at is None


class People(StoreBase):
    """What an administrator does with the accounts of the practice."""

    @policy(Role.ADMINISTRATOR)
    def colleagues(self, tx: Connection) -> tuple[Colleague, ...]:
        """All accounts of the practice, active ones first, by name."""
        roles: dict[str, list[Role]] = {}
        for row in tx.execute(select(AccountRole.account_id, AccountRole.role)):
            roles.setdefault(row.account_id, []).append(Role(row.role))
        columns = (
            *(Account.id, Account.display_name, Account.sign_in_name, Account.one_time_until, Account.disabled_at),
            SecondFactor.confirmed_at,
        )
        rows = tx.execute(
            select(*columns, func.max(Visit.seen_at).label("last_seen"))
            .outerjoin(Visit, Visit.account_id == Account.id)
            .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
            .where(Account.practice_id == self._practice_id)
            .group_by(*columns)
        ).all()
        found = [
            Colleague(
                row.id,
                row.display_name,
                row.sign_in_name,
                tuple(sorted(roles.get(row.id, []), key=EVERYONE.index)),
                row.one_time_until,
                row.disabled_at,
                row.last_seen,
                row.confirmed_at is not None,
                row.id == self._actor.account_id,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda colleague: (not colleague.active, colleague.display_name.casefold())))

    @policy_in_steps(Role.ADMINISTRATOR, proof=True)
    def add_colleague(
        self, transactions: Transactions, sign_in_name: str, display_name: str, roles: Iterable[Role], *, key: str
    ) -> str:
        """Add an account and return the one-time code with which its owner chooses a passphrase.

        A repeated call with the same key gives the same account a new code; only the latest code is valid.
        """
        sign_in_name, display_name = (
            valid_name("sign-in name", sign_in_name).casefold(),
            valid_name("name", display_name),
        )
        wanted = _at_least_one(roles)
        with transactions.read():
            code = new_code()  # hashing it is slow: only an administrator may cause that
        code_hash = hash_code(normalise_code(code))
        with transactions.write() as tx:
            account_id = self._earlier_outcome(tx, key)
            if account_id is None:
                with outside_practice(tx, self._practice_id):  # a sign-in name is unique in the installation
                    taken = tx.scalar(select(Account.id).where(Account.sign_in_name == sign_in_name)) is not None
                if taken:
                    raise InvalidEntryError("This sign-in name is already in use.", "Choose another.")
                account_id = add_account(tx, self._practice_id, sign_in_name, display_name, "", wanted)
                self._audit(tx, "account.added", "account", account_id)
                self._remember(tx, key, account_id)
            self._give_code(tx, account_id, code_hash)
        return code

    @policy_in_steps(Role.ADMINISTRATOR, proof=True)
    def give_code(self, transactions: Transactions, account_id: str) -> str:
        """A new one-time code for somebody who cannot sign in; voids the passphrase and ends all visits."""
        with transactions.read() as tx:
            self._colleague(tx, account_id)  # hashing is slow: only an administrator of the practice may cause it
        code = new_code()
        code_hash = hash_code(normalise_code(code))
        with transactions.write() as tx:
            account = self._colleague(tx, account_id)
            if account_id == self._actor.account_id:
                raise InvalidEntryError("This is your own account.", "Change your passphrase under Account.")
            if account.disabled_at is not None:
                raise InvalidEntryError("This account is disabled.", "Enable it first.")
            self._give_code(tx, account_id, code_hash)
            visits.end_visits(tx, account_id)
        return code

    @policy(Role.ADMINISTRATOR, proof=True, writes=ANYTHING)
    def change_roles(self, tx: Connection, account_id: str, roles: Iterable[Role]) -> None:
        """Give a person exactly these roles; their visits end, except the one that makes this call."""
        wanted = _at_least_one(roles)
        self._colleague(tx, account_id)
        if account_id == self._actor.account_id and Role.ADMINISTRATOR not in wanted:
            raise InvalidEntryError(
                "You cannot stop being an administrator yourself.", "Another administrator can change that."
            )
        present = {
            Role(role) for role in tx.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id))
        }
        if present == set(wanted):
            return
        tx.execute(delete(AccountRole).where(AccountRole.account_id == account_id))
        tx.execute(insert(AccountRole), [{"account_id": account_id, "role": role.value} for role in wanted])
        visits.end_visits(tx, account_id, but=self._actor.visit_id)
        self._audit(tx, "account.roles", "account", account_id)

    @policy(Role.ADMINISTRATOR, proof=True, writes=ANYTHING)
    def reset_second_factor(self, tx: Connection, account_id: str) -> None:
        """For somebody who lost phone and recovery codes: they set up a new second factor at their next sign-in."""
        self._colleague(tx, account_id)
        if account_id == self._actor.account_id:
            raise InvalidEntryError("This is your own account.", "Change your second step under Account.")
        second_factor.remove(tx, account_id)
        visits.end_visits(tx, account_id)
        self._audit(tx, "second_step.reset", "account", account_id)

    @policy(Role.ADMINISTRATOR, writes=ANYTHING)
    def disable_account(self, tx: Connection, account_id: str) -> None:
        """Lock a person out and end all their visits. What they recorded stays."""
        account = self._colleague(tx, account_id)
        if account_id == self._actor.account_id:
            raise InvalidEntryError("You cannot disable your own account.", "Another administrator can.")
        if account.disabled_at is None:
            tx.execute(update(Account).where(Account.id == account_id).values(disabled_at=now()))
            visits.end_visits(tx, account_id)
            self._audit(tx, "account.disabled", "account", account_id)

    @policy(Role.ADMINISTRATOR, proof=True, writes=ANYTHING)
    def enable_account(self, tx: Connection, account_id: str) -> None:
        """Let a person sign in again with the passphrase they had."""
        if self._colleague(tx, account_id).disabled_at is not None:
            tx.execute(update(Account).where(Account.id == account_id).values(disabled_at=None))
            self._audit(tx, "account.enabled", "account", account_id)

    def _colleague(self, tx: Connection, account_id: str) -> Row[tuple[Account]]:
        """The row of an account of this practice; no other exists for an administrator."""
        row = tx.execute(
            select(Account.__table__).where(Account.id == account_id, Account.practice_id == self._practice_id)
        ).first()
        if row is None:
            raise NotAllowedError
        return row

    def _give_code(self, tx: Connection, account_id: str, code_hash: str) -> None:
        tx.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(passphrase_hash="", one_time_hash=code_hash, one_time_until=now() + CODE_LIFETIME)
        )
        self._audit(tx, "account.code_given", "account", account_id)


def _at_least_one(roles: Iterable[Role]) -> tuple[Role, ...]:
    wanted = tuple(dict.fromkeys(Role(role) for role in roles))
    if not wanted:
        raise InvalidEntryError("A person needs at least one role.", "Choose one.")
    return wanted
