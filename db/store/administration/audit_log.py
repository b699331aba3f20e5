"""The audit log as an administrator reads it: who did what, when, about which client's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from db import audit
from db.access import Role
from db.audit import Verdict, recent_views
from db.store.base import StoreBase
from db.store.policy import Transactions, policy_in_steps
from db.tables import Account, AuditEntry, Client

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry; `who` is None if nobody was signed in, `client_code` for an entry about no client or an erased one."""

    id: int
    at: datetime
    who: str | None
    action: str
    client_id: str | None
    client_code: str | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, newest first; `older` is where the next page begins, None on the last page."""

    rows: tuple[AuditRow, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: by account, by the beginnings of actions, by time, and by client code."""

    account_id: str | None = None
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    client_code: str | None = None


class AuditLog(StoreBase):
    """What an administrator does with the audit log. Nobody can change it."""

    @policy_in_steps(Role.ADMINISTRATOR)
    def audit_log(self, transactions: Transactions, wanted: AuditFilter, before: int | None = None) -> AuditPage:
        """The newest matching entries of this practice, or those before entry `before`. Viewing them is audited."""
        with transactions.read() as tx:
            query = _matching(wanted, self._practice_id)
            if before is not None:
                query = query.where(AuditEntry.id < before)
            rows = [
                AuditRow(row.id, row.at, row.display_name, row.action, row.client_id, row.code)
                for row in tx.execute(query.order_by(AuditEntry.id.desc()).limit(PAGE + 1))
            ]
        if not recent_views.viewed_recently(self._actor, "audit"):
            with transactions.write() as tx:
                self._audit(tx, "audit.read", "practice", self._practice_id)
            recent_views.remember(self._actor, "audit")
        return AuditPage(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)

    @policy_in_steps(Role.ADMINISTRATOR)
    def verify_audit(self, transactions: Transactions) -> Verdict:
        """Check the whole log against its own chain and its anchor."""
        with transactions.write() as tx:
            self._audit(tx, "audit.verified", "practice", self._practice_id)
        return audit.verify(self._database)


def _matching(wanted: AuditFilter, practice_id: str) -> Select[*tuple[Any, ...]]:
    people, erasure = select(Account.id).where(Account.practice_id == practice_id), aliased(AuditEntry)
    erased_here = exists().where(
        erasure.client_id == AuditEntry.client_id,
        erasure.action.startswith("client.erased"),
        erasure.account_id.in_(people),
    )
    ours = or_(AuditEntry.client_id.is_(None), Client.practice_id == practice_id, erased_here)
    query: Select[*tuple[Any, ...]] = (
        select(AuditEntry.id, AuditEntry.at, Account.display_name, AuditEntry.action, AuditEntry.client_id, Client.code)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Client, Client.id == AuditEntry.client_id)
        .where(
            or_(
                # Accounts are never deleted: what a colleague did belongs to the practice even if the client is erased.
                Account.practice_id == practice_id,
                # Without an account: about the installation, or an answer by link of a client who is or was ours.
                and_(AuditEntry.account_id.is_(None), ours),
            )
        )
    )
    if wanted.account_id is not None:
        query = query.where(AuditEntry.account_id == wanted.account_id)
    if wanted.actions:
        begins = (AuditEntry.action.startswith(action, autoescape=True) for action in wanted.actions)
        query = query.where(or_(*begins))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    if wanted.client_code is not None:
        query = query.where(Client.code == wanted.client_code)
    return query
