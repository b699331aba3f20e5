"""Who supervises whom: assigned and ended by an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import aliased

from alliance_monitor.errors import InvalidEntryError
from db.access import NotAllowedError, Role, policy
from db.connection import now
from db.store.base import StoreBase
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
    """What an administrator settles about supervision."""

    @policy(Role.ADMINISTRATOR)
    def supervisions(self) -> tuple[SupervisionRow, ...]:
        """All assignments that are in force or still to come, by supervisor."""
        supervisor, therapist = aliased(Account), aliased(Account)
        moment = now()
        with self._reading("supervisions") as tx:
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

    @policy(Role.ADMINISTRATOR, proof=True)
    def assign_supervisor(
        self,
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
        with self._writing("assign_supervisor") as tx:
            if earlier := self._done_before(tx, key):
                return earlier
            self._has(tx, supervisor_id, Role.SUPERVISOR)
            self._has(tx, therapist_id, Role.THERAPIST)
            there = tx.scalar(
                select(Supervision.id).where(
                    Supervision.supervisor_id == supervisor_id, Supervision.therapist_id == therapist_id, in_force()
                )
            )
            if there is not None:
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
            self._remember(tx, key, supervision_id)
        return supervision_id

    @policy(Role.ADMINISTRATOR)
    def end_supervision(self, supervision_id: str) -> None:
        """End an assignment now; the supervisor's next look finds nothing any more."""
        with self._writing("end_supervision") as tx:
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

    def _has(self, tx: Connection, account_id: str, role: Role) -> None:
        """Refuse a person outside the practice, and one who is disabled or does not have this role."""
        row = tx.execute(
            select(Account.disabled_at).where(Account.id == account_id, Account.practice_id == self._practice_id)
        ).first()
        if row is None:
            raise NotAllowedError
        held = tx.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id))
        if row.disabled_at is not None or role.value not in set(held):
            raise InvalidEntryError(f"This person is no {role.value} here.", "Give them the role first.")
