"""What every part of the store shares: one person's transactions, who is admitted to them, and what is audited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select

from db import audit
from db.access import PROOF_LIFETIME, Actor, NeedsProofError, NotAllowedError, NotSignedInError, Policy
from db.audit import recent_views
from db.connection import PRACTICE, Database, now
from db.place import Place
from db.sign_in import visits
from db.tables import Account, AccountRole, Visit, Write

# Statements are built once: building one takes longer than running it.
_CALLER = (
    select(Account.practice_id, AccountRole.role, Visit.begun_at, Visit.seen_at, Visit.ended_at, Visit.proved_at)
    .outerjoin(AccountRole, AccountRole.account_id == Account.id)
    .outerjoin(Visit, and_(Visit.account_id == Account.id, Visit.id == bindparam("visit"), ~visits.LOCKED))
    .where(Account.id == bindparam("account"), Account.disabled_at.is_(None))
)
"""Who is asking, in one query: the account's practice and roles and this visit, one row per role."""

_CALLER_ON_SERVER = _CALLER.add_columns(func.set_config(PRACTICE, Account.practice_id, True))
"""The same, which also limits the transaction to the rows of that practice (`db.connection.row_scope`)."""

_EARLIER_OUTCOME = select(Write.outcome).where(Write.account_id == bindparam("account"), Write.key == bindparam("key"))
_ADD_OUTCOME = insert(Write)

ID_PATTERN = re.compile(r"[\w-]{22}", re.ASCII)
"""What our ids look like; anything else somebody asked for is not repeated in the audit."""


class StoreBase:
    """Transactions of one person. Public methods of subclasses declare a `policy`."""

    _practice_id: str
    """The caller's practice, once the running call was admitted."""

    _client: Row[Any]
    """The row of the client whom the running call is about, once one of `db.store.checks` has passed."""

    def __init__(self, actor: Actor, database: Database) -> None:
        self._actor = actor
        self._database = database
        self._asked_for = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @contextmanager
    def _reading(self, policy: Policy) -> Iterator[Connection]:
        with self._recording_refusals(policy), self._database.read() as tx:
            self._admit(tx, policy)
            yield tx

    @contextmanager
    def _writing(self, policy: Policy, client_id: str | None = None) -> Iterator[Connection]:
        """A write; with `client_id` only that client's rows are looked up and written (see `Database.write`)."""
        with self._recording_refusals(policy), self._database.write(client_id) as tx:
            self._admit(tx, policy)
            yield tx

    @contextmanager
    def _viewing(self, policy: Policy, client_id: str, action: str) -> Iterator[Connection]:
        """A read; the first view of a client in a while is a write instead, which audits it at the end."""
        if recent_views.viewed_recently(self._actor, client_id):
            with self._reading(policy) as tx:
                yield tx
            return
        with self._writing(policy, client_id) as tx:
            yield tx
            self._audit(tx, action, "client", client_id, client_id)
        recent_views.remember(self._actor, client_id)

    @contextmanager
    def _recording_refusals(self, policy: Policy) -> Iterator[None]:
        """Audit a refusal once the refused transaction is rolled back; the same one counts again after a while only."""
        self._asked_for = ""
        try:
            yield
        except NotAllowedError:
            subject = self._asked_for if ID_PATTERN.fullmatch(self._asked_for) else ""
            view = f"refused {policy.method} {subject}"
            if not recent_views.viewed_recently(self._actor, view):
                action = f"refused.{policy.method}"[:64]
                with self._database.write() as tx:
                    audit.record(tx, self._actor, action, "client", subject or None, subject or None)
                recent_views.remember(self._actor, view)
            raise

    def _admit(self, tx: Connection, policy: Policy) -> None:
        """Refuse a disabled account, an ended visit, a role the policy does not name, and a missing proof."""
        caller = _CALLER_ON_SERVER if self._database.on_server else _CALLER
        rows = list(tx.execute(caller, {"account": self._actor.account_id, "visit": self._actor.visit_id}))
        if not rows or (self._actor.visit_id is not None and not visits.is_live_row(rows[0])):
            raise NotSignedInError
        if policy.roles.isdisjoint(row.role for row in rows):
            raise NotAllowedError
        if policy.proof and not self._proved(rows[0].proved_at):
            raise NeedsProofError
        self._practice_id = rows[0].practice_id

    def _proved(self, proved_at: datetime | None) -> bool:
        """Whether the proof of identity is recent; the command line and the demo have no passphrase to ask for."""
        if self._actor.visit_id is None or self._database.place is Place.DEMO:
            return True
        return proved_at is not None and now() - proved_at < PROOF_LIFETIME

    def _earlier_outcome(self, tx: Connection, key: str) -> str | None:
        """The outcome of this person's earlier write with this key, or None."""
        return tx.scalar(_EARLIER_OUTCOME, {"account": self._actor.account_id, "key": key})

    def _remember(self, tx: Connection, key: str, outcome: str) -> None:
        tx.execute(_ADD_OUTCOME, {"account_id": self._actor.account_id, "key": key, "outcome": outcome})

    def _audit(self, tx: Connection, action: str, kind: str, subject: str, client: str | None = None) -> None:
        audit.record(tx, self._actor, action, kind, subject, client)
