"""A person's own answers while practising; nobody else sees them."""

from __future__ import annotations

from sqlalchemy import insert, select

from alliance_monitor.coding import ANSWERS, Attempt, vignette
from alliance_monitor.errors import InvalidEntryError
from db.access import Role, policy
from db.store.base import StoreBase
from db.tables import CodingAttempt


class Practising(StoreBase):
    """Answers given to vignettes."""

    @policy(Role.THERAPIST)
    def attempts(self) -> tuple[Attempt, ...]:
        """All answers this person gave, oldest first."""
        with self._reading("attempts") as tx:
            rows = tx.execute(
                select(CodingAttempt.vignette, CodingAttempt.answer, CodingAttempt.given_at)
                .where(CodingAttempt.account_id == self._actor.account_id)
                .order_by(CodingAttempt.id)
            )
            return tuple(Attempt(row.vignette, row.answer, row.given_at) for row in rows)

    @policy(Role.THERAPIST)
    def record_attempt(self, vignette_id: str, answer: str, *, key: str) -> None:
        """Keep one answer."""
        if answer not in ANSWERS:
            raise InvalidEntryError("This is none of the three answers.", f"Choose {', '.join(ANSWERS)}.")
        vignette(vignette_id)
        with self._writing("record_attempt") as tx:
            if self._done_before(tx, key):
                return
            tx.execute(
                insert(CodingAttempt).values(account_id=self._actor.account_id, vignette=vignette_id, answer=answer)
            )
            self._remember(tx, key, vignette_id)
