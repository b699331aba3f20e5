"""Who supervises whom: assigned and ended by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import aliased

from alliance_monitor.errors import InvalidEntryError
from db.access import NotAllowedError, Role
from db.connection import now
from db.store.base import StoreBase
from db.store.policy import ANYTHING, policy
from db.tables import Account, AccountRole, Supervision, new_id
from db.therapies import in_force


@dataclass(frozen=True, slots=True)
class SupervisionRow:
    """One assignment; `in_force` says whether it counts at this moment."""

    id: str
    supervisor_id: str
    supervisor: str
    therapist_id: str
    therapist: str
    since: datetime
    until: datetime | None
    in_force: bool


class Supervisions(StoreBase):
    """What an administrator does about supervision."""

    @policy(Role.ADMINISTRATOR)
    def supervisions(self, tx: Connection) -> tuple[SupervisionRow, ...]:
        """All present and future assignments, by supervisor."""
        supervisor, therapist = aliased(Account), aliased(Account)
        moment = now()
        rows = tx.execute(
            select(
                Supervision.__table__,
                supervisor.display_name.label("supervisor"),
                therapist.display_name.label("therapist"),
            )
            .join(supervisor, supervisor.id == Supervision.supervisor_id)
            .join(therapist, therapist.id == Supervision.therapist_id)
            .where(
                Supervision.practice_id == self._practice_id,
                (Supervision.until.is_(None)) | (Supervision.until > moment),
            )
        ).all()
        return tuple(
            SupervisionRow(
                row.id,
                row.supervisor_id,
                row.supervisor,
                row.therapist_id,
                row.therapist,
                row.since,
                row.until,
                row.since <= moment,
            )
            for row in sorted(rows, key=lambda row: (row.supervisor.casefold(), row.therapist.casefold(), row.since))
        )

    @policy(Role.ADMINISTRATOR, proof=True, writes=ANYTHING)
    def assign_supervisor(
        self,
        tx: Connection,
        supervisor_id: str,
        therapist_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        key: str,
    ) -> str:
        """Let a supervisor see a therapist's work (without names and notes) from `since` (now) until `until` (open)."""
        since = since or now()
        if until is not None and until <= since:
            raise InvalidEntryError("The supervision would end before it begins.", "Check the dates.")
        if supervisor_id == therapist_id:
            raise InvalidEntryError("Nobody supervises themselves.", "Choose two different people.")
        self._require_role(tx, supervisor_id, Role.SUPERVISOR)
        self._require_role(tx, therapist_id, Role.THERAPIST)
        existing = tx.scalar(
            select(Supervision.id).where(
                Supervision.supervisor_id == supervisor_id, Supervision.therapist_id == therapist_id, in_force()
            )
        )
        if existing is not None:
            raise InvalidEntryError("This supervision is already in force.", "End it first to change its dates.")
        supervision_id = new_id()
        tx.execute(
            insert(Supervision).values(
                id=supervision_id,
                practice_id=self._practice_id,
                supervisor_id=supervisor_id,
                therapist_id=therapist_id,
                since=since,
                until=until,
                assigned_by=self._actor.account_id,
            )
        )
        self._audit(tx, "supervision.assigned", "supervision", supervision_id)
        return supervision_id

    @policy(Role.ADMINISTRATOR, writes=ANYTHING)
    def end_supervision(self, tx: Connection, supervision_id: str) -> None:
        """End an assignment; it takes effect with the supervisor's next call."""
        mine = (Supervision.id == supervision_id, Supervision.practice_id == self._practice_id)
        if tx.scalar(select(Supervision.id).where(*mine)) is None:
            raise NotAllowedError
        moment = now()
        ended = tx.execute(
            update(Supervision)
            .where(*mine, (Supervision.until.is_(None)) | (Supervision.until > moment))
            .values(until=moment)
        )
        if ended.rowcount:
            self._audit(tx, "supervision.ended", "supervision", supervision_id)

    def _require_role(self, tx: Connection, account_id: str, role: Role) -> None:
        """Refuse a person who is outside the practice, disabled, or without this role."""
        row = tx.execute(
            select(Account.disabled_at).where(Account.id == account_id, Account.practice_id == self._practice_id)
        ).first()
        if row is None:
            raise NotAllowedError
        roles = tx.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id))
        if row.disabled_at is not None or role.value not in set(roles):
            raise InvalidEntryError(f"This person is no {role.value} here.", "Give them the role first.")
