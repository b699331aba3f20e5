"""One call of the store = one transaction: who is asking is read anew, and a write happens once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select

from db import audit
from db.access import PROOF, Actor, NeedsProofError, NotAllowedError, NotSignedInError, needs_proof, roles_of
from db.audit import recent_views
from db.connection import PRACTICE, Database, now
from db.place import Place
from db.sign_in import visits
from db.tables import Account, AccountRole, Client, Visit, Write

_STANDING = (
    select(Account.practice_id, AccountRole.role, Visit.begun_at, Visit.seen_at, Visit.ended_at, Visit.proved_at)
    .outerjoin(AccountRole, AccountRole.account_id == Account.id)
    .outerjoin(Visit, and_(Visit.account_id == Account.id, Visit.id == bindparam("visit"), ~visits.LOCKED))
    .where(Account.id == bindparam("account"), Account.disabled_at.is_(None))
)
"""Who is asking, in one question: the account's practice and roles and this visit, one row per role."""

_STANDING_ON_SERVER = _STANDING.add_columns(func.set_config(PRACTICE, Account.practice_id, True))
"""The same, and from here on the transaction reaches the rows of that practice alone (`db.connection.row_scope`)."""

# Built once: a statement made anew for every call takes longer to build than to run.
_OWN_CLIENT = select(Client.__table__).where(
    Client.id == bindparam("client"),
    Client.therapist_id == bindparam("therapist"),
    Client.practice_id == bindparam("practice"),
)
_DONE_BEFORE = select(Write.outcome).where(Write.account_id == bindparam("account"), Write.key == bindparam("key"))
_REMEMBER = insert(Write)

OPAQUE = re.compile(r"[\w-]{22}", re.ASCII)
"""What an id of ours looks like; anything else somebody asked for is not repeated in the audit."""


class StoreBase:
    """Transactions of one person. Methods of subclasses declare `@policy`."""

    def __init__(self, actor: Actor, database: Database) -> None:
        self._actor = actor
        self._database = database
        self._asked_for = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @contextmanager
    def _reading(self, method: str) -> Iterator[Connection]:
        with self._noting_refusals(method), self._database.read() as tx:
            self._admit(tx, method)
            yield tx

    @contextmanager
    def _writing(self, method: str, of: str | None = None) -> Iterator[Connection]:
        """A write; `of` is the client whose rows alone are looked up and written (see `Database.write`)."""
        with self._noting_refusals(method), self._database.write(of) as tx:
            self._admit(tx, method)
            yield tx

    @contextmanager
    def _noting_refusals(self, method: str) -> Iterator[None]:
        """Record what was refused, once the refused transaction is undone; the same again counts once a while."""
        try:
            yield
        except NotAllowedError:
            subject = self._asked_for if OPAQUE.fullmatch(self._asked_for) else ""
            look = f"refused {method} {subject}"
            if not recent_views.viewed_recently(self._actor, look):
                with self._database.write() as tx:
                    audit.record(tx, self._actor, f"refused.{method}"[:64], "client", subject or None, subject or None)
                recent_views.remember(self._actor, look)
            raise

    def _admit(self, tx: Connection, method: str) -> None:
        """Refuse a disabled account, an ended visit, or a role this method was not declared for."""
        standing = _STANDING_ON_SERVER if self._database.on_server else _STANDING
        rows = list(tx.execute(standing, {"account": self._actor.account_id, "visit": self._actor.visit_id}))
        if not rows or (self._actor.visit_id is not None and not visits.is_live_row(rows[0])):
            raise NotSignedInError
        declared = getattr(type(self), method)
        allowed = roles_of(declared) or frozenset()
        if not {row.role for row in rows} & {role.value for role in allowed}:
            raise NotAllowedError
        if needs_proof(declared) and not self._proved(rows[0].proved_at):
            raise NeedsProofError
        self._practice_id = rows[0].practice_id

    def _proved(self, proved_at: datetime | None) -> bool:
        """Whether this visit may do what is sensitive; the command line and the demo have no passphrase to ask for."""
        if self._actor.visit_id is None or self._database.place is Place.DEMO:
            return True
        return proved_at is not None and now() - proved_at < PROOF

    def _own_client(self, tx: Connection, client_id: str) -> Row[tuple[Client]]:
        """The row of a client of this therapist; anything else does not exist for them."""
        self._asked_for = client_id
        mine = {"client": client_id, "therapist": self._actor.account_id, "practice": self._practice_id}
        row = tx.execute(_OWN_CLIENT, mine).first()
        if row is None:
            raise NotAllowedError
        return row

    def _done_before(self, tx: Connection, key: str) -> str | None:
        """What the write with this key made earlier, or None."""
        return tx.scalar(_DONE_BEFORE, {"account": self._actor.account_id, "key": key})

    def _remember(self, tx: Connection, key: str, outcome: str) -> None:
        tx.execute(_REMEMBER, {"account_id": self._actor.account_id, "key": key, "outcome": outcome})

    def _audit(self, tx: Connection, action: str, kind: str, subject: str, client: str | None = None) -> None:
        audit.record(tx, self._actor, action, kind, subject, client)
