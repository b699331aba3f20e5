"""The practice's detection settings: those in force, who changed what when, and the workload to expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from alliance_monitor.detection import Norms, fit_norms
from alliance_monitor.detection.channels import ANSWERS
from alliance_monitor.detection.operating_point import AS_SHIPPED, OperatingPoint, PracticeDetection, Workload
from alliance_monitor.detection.parameters.norm_fitting import ENOUGH_CLIENTS
from alliance_monitor.errors import InvalidEntryError
from db.access import EVERYONE, Role
from db.maintenance import rebuild
from db.store.base import StoreBase
from db.store.policy import ANYTHING, Transactions, policy, policy_in_steps
from db.tables import Account, Client, DetectionChange, Rating, TherapySession
from db.therapies import detection_in_force, detection_value, norms_row

WEEKS = 13
"""A quarter, long enough for holidays to even out."""


@dataclass(frozen=True, slots=True)
class DetectionSettingsChange:
    """One change of the settings: by whom, when, from what to what."""

    by: str
    at: datetime
    before: PracticeDetection
    after: PracticeDetection


class DetectionSettingsOfPractice(StoreBase):
    """What everyone may know about the detection settings, and what an administrator may change."""

    @policy(*EVERYONE)
    def detection(self, tx: Connection) -> PracticeDetection:
        """The settings in force."""
        return detection_in_force(tx, self._practice_id)

    @policy(*EVERYONE)
    def detection_changes(self, tx: Connection) -> tuple[DetectionSettingsChange, ...]:
        """All changes of the settings, newest first."""
        rows = tx.execute(
            select(DetectionChange.__table__, Account.display_name)
            .join(Account, Account.id == DetectionChange.changed_by)
            .where(DetectionChange.practice_id == self._practice_id)
            .order_by(DetectionChange.id)
        ).all()
        values = [AS_SHIPPED, *(detection_value(row) for row in rows)]
        changes = [
            DetectionSettingsChange(row.display_name, row.changed_at, before, after)
            for row, before, after in zip(rows, values, values[1:], strict=False)
        ]
        return tuple(reversed(changes))

    @policy(*EVERYONE)
    def workload(self, tx: Connection, today: date) -> Workload:
        """Attended sessions of the whole practice in the last quarter."""
        since = today - timedelta(weeks=WEEKS)
        row = tx.execute(
            select(func.count(), func.count(func.distinct(Client.therapist_id)))
            .select_from(TherapySession)
            .join(Client, Client.id == TherapySession.client_id)
            .where(
                Client.practice_id == self._practice_id,
                TherapySession.number.is_not(None),
                TherapySession.held_on > since,
                TherapySession.held_on <= today,
            )
        ).one()
        return Workload(row[0], row[1], WEEKS)

    @policy(
        Role.ADMINISTRATOR,
        writes=ANYTHING,
        repeated=lambda store, tx, _: detection_in_force(tx, store._practice_id),
    )
    def change_detection(
        self, tx: Connection, point: OperatingPoint, *, own_norms: bool, key: str
    ) -> PracticeDetection:
        """Change the settings in force and return them; own norms are fitted to the practice's archive of today.

        Derived rows keep the old settings until `judge_again` or the next session of their client.
        """
        before = detection_in_force(tx, self._practice_id)
        norms = self._norms(tx) if own_norms else None
        if (point, norms) == (before.point, before.own_norms):
            raise InvalidEntryError("These settings are in force already.", "Change one of them.")
        inserted = tx.execute(
            insert(DetectionChange).values(
                practice_id=self._practice_id,
                operating_point=OperatingPoint(point).value,
                own_norms=norms_row(norms),
                changed_by=self._actor.account_id,
            )
        ).inserted_primary_key
        self._audit(tx, "detection.changed", "detection_change", str(inserted[0]) if inserted else "")
        return detection_in_force(tx, self._practice_id)

    @policy_in_steps(Role.ADMINISTRATOR)
    def judge_again(self, transactions: Transactions, progress: Callable[[int, int], None] | None = None) -> int:
        """Rebuild the rows derived under other settings; returns the number of therapies rebuilt."""
        with transactions.write() as tx:
            self._audit(tx, "detection.judged_again", "practice", self._practice_id)
        return rebuild(self._database, progress, only_stale=True)

    def _norms(self, tx: Connection) -> Norms:
        rows = tx.execute(
            select(
                Rating.client_id,
                TherapySession.number.label("session_number"),
                Rating.rater,
                *(getattr(Rating, column) for column in ANSWERS),
            )
            .join(TherapySession, TherapySession.id == Rating.session_id)
            .join(Client, Client.id == Rating.client_id)
            .where(
                Client.practice_id == self._practice_id,
                Rating.superseded_at.is_(None),
                TherapySession.number.is_not(None),
            )
        )
        norms = fit_norms(pd.DataFrame(rows.all(), columns=list(rows.keys())))
        if not norms.clients:
            raise InvalidEntryError(
                f"The archive is too small: norms need {ENOUGH_CLIENTS} clients with three ratings each.",
                "Keep the published norms for now.",
            )
        return norms
