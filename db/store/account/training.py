"""A person's own answers in training; nobody else sees them."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from alliance_monitor.coding import ANSWERS, Attempt, vignette
from alliance_monitor.errors import InvalidEntryError
from db.access import Role
from db.store.base import StoreBase
from db.store.policy import ANYTHING, policy
from db.tables import CodingAttempt


class Training(StoreBase):
    """What a therapist does to practise coding vignettes."""

    @policy(Role.THERAPIST)
    def attempts(self, tx: Connection) -> tuple[Attempt, ...]:
        """All answers this person gave, oldest first."""
        rows = tx.execute(
            select(CodingAttempt.vignette, CodingAttempt.answer, CodingAttempt.given_at)
            .where(CodingAttempt.account_id == self._actor.account_id)
            .order_by(CodingAttempt.id)
        )
        return tuple(Attempt(row.vignette, row.answer, row.given_at) for row in rows)

    @policy(Role.THERAPIST, writes=ANYTHING)
    def record_attempt(self, tx: Connection, vignette_id: str, answer: str, *, key: str) -> None:
        """Record one answer."""
        if answer not in ANSWERS:
            raise InvalidEntryError("This is none of the three answers.", f"Choose {', '.join(ANSWERS)}.")
        vignette(vignette_id)
        tx.execute(insert(CodingAttempt).values(account_id=self._actor.account_id, vignette=vignette_id, answer=answer))
