"""The audit log as an administrator reads it: who did what, when, about which client's code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from db import audit
from db.access import Role, policy
from db.audit import Verdict, recent_views
from db.store.base import StoreBase
from db.tables import Account, AuditEntry, Client

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words; `who` is None for a guest, `client_code` for an entry about no client or one now erased."""

    id: int
    at: datetime
    who: str | None
    action: str
    client_id: str | None
    client_code: str | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, newest first; `older` is where the next page begins, None on the last."""

    rows: tuple[AuditRow, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: of one account, of actions that begin so, in a span of time, about one client's code."""

    account_id: str | None = None
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    client_code: str | None = None


class AuditLog(StoreBase):
    """What an administrator does with the audit log. Nobody can change it."""

    @policy(Role.ADMINISTRATOR)
    def audit_log(self, wanted: AuditFilter, before: int | None = None) -> AuditPage:
        """The newest entries of this practice that fit, or those before entry `before`. The look itself is audited."""
        with self._reading("audit_log") as tx:
            query = _fitting(wanted, self._practice_id)
            if before is not None:
                query = query.where(AuditEntry.id < before)
            rows = [
                AuditRow(row.id, row.at, row.display_name, row.action, row.client_id, row.code)
                for row in tx.execute(query.order_by(AuditEntry.id.desc()).limit(PAGE + 1))
            ]
        if not recent_views.viewed_recently(self._actor, "audit"):
            with self._writing("audit_log") as tx:
                self._audit(tx, "audit.read", "practice", self._practice_id)
            recent_views.remember(self._actor, "audit")
        return AuditPage(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)

    @policy(Role.ADMINISTRATOR)
    def verify_audit(self) -> Verdict:
        """Check the whole log against its own chain and its anchor."""
        with self._writing("verify_audit") as tx:
            self._audit(tx, "audit.verified", "practice", self._practice_id)
        return audit.verify(self._database)


def _fitting(wanted: AuditFilter, practice_id: str) -> Select[*tuple[Any, ...]]:
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
                # An account is never deleted; what somebody here did is the practice's, also when the client is gone.
                Account.practice_id == practice_id,
                # Nobody's: of the whole installation, or an answer by a link of a client who is or was ours.
                and_(AuditEntry.account_id.is_(None), ours),
            )
        )
    )
    if wanted.account_id is not None:
        query = query.where(AuditEntry.account_id == wanted.account_id)
    if wanted.actions:
        query = query.where(or_(*_begins(wanted.actions)))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    if wanted.client_code is not None:
        query = query.where(Client.code == wanted.client_code)
    return query


def _begins(actions: Iterable[str]) -> Iterator[ColumnElement[bool]]:
    return (AuditEntry.action.startswith(one, autoescape=True) for one in actions)
