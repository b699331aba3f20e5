"""A supervisor's work: the agenda, one supervisee's case without identity, and what was discussed about it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, and_, insert, select, update

from alliance_monitor.supervision import (
    Agenda,
    Case,
    CaseSnapshot,
    Discussion,
    SupervisedCase,
    agenda,
    deidentified,
    sign_of,
)
from alliance_monitor.therapy import Summary
from db.access import Role
from db.connection import now
from db.crypto import seal
from db.store.base import StoreBase
from db.store.checks import supervised_client
from db.store.policy import ANYTHING, ONE_CLIENT, policy
from db.store.supervision.case_rows import (
    DISCUSSIONS,
    REQUESTS,
    discussion_value,
    newest_request,
    read_discussions,
    request_value,
    retire_newest,
)
from db.tables import Account, Client, DerivedCourse, SupervisionDiscussion, SupervisionRequest, new_id
from db.therapies import client_from_row, read_history, supervisees


class Supervising(StoreBase):
    """What a supervisor does with the cases of their supervisees."""

    @policy(Role.SUPERVISOR)
    def agenda(self, tx: Connection, today: date) -> Agenda:
        """The cases of all supervisees, those that need discussing first."""
        return self._agenda(tx, today)

    @policy(Role.SUPERVISOR, proof=True, writes=ANYTHING)
    def agenda_sheet(self, tx: Connection, today: date) -> Agenda:
        """The agenda for printing, which is audited."""
        self._audit(tx, "agenda.printed", "account", self._actor.account_id)
        return self._agenda(tx, today)

    @policy(Role.SUPERVISOR, check=supervised_client, view="case.read")
    def supervised_case(self, tx: Connection, client_id: str) -> Case:
        """One supervisee's case without identity; a view is audited, the redraws of a page are not."""
        return self._case(tx, client_id)

    @policy(Role.SUPERVISOR, proof=True, check=supervised_client, writes=ONE_CLIENT)
    def case_sheet(self, tx: Connection, client_id: str) -> Case:
        """The same for printing, which is audited every time."""
        case = self._case(tx, client_id)
        self._audit(tx, "case.printed", "client", client_id, client_id)
        return case

    @policy(Role.SUPERVISOR, check=supervised_client, writes=ONE_CLIENT)
    def record_discussion(self, tx: Connection, client_id: str, discussion: Discussion, *, key: str) -> str:
        """Record what was discussed and decided; answers the open request and replaces an earlier follow-up."""
        discussion_id = new_id()
        place = {"owner": client_id, "table": "supervision_discussions", "row": discussion_id}
        derived = tx.execute(select(DerivedCourse.summary).where(DerivedCourse.client_id == client_id)).one()
        summary = Summary.model_validate(derived.summary)
        snapshot = CaseSnapshot.of(summary, sign_of(summary, discussion.discussed_on))
        retire_newest(tx, DISCUSSIONS, client_id)
        tx.execute(
            insert(SupervisionDiscussion).values(
                id=discussion_id,
                client_id=client_id,
                discussed_on=discussion.discussed_on,
                note=seal(tx, discussion.note, column="note", **place),
                decision=seal(tx, discussion.decision, column="decision", **place),
                follow_up_on=discussion.follow_up_on,
                case_snapshot=snapshot.model_dump(mode="json"),
                recorded_by=self._actor.account_id,
            )
        )
        tx.execute(
            update(SupervisionRequest)
            .where(SupervisionRequest.client_id == client_id, SupervisionRequest.answered_at.is_(None))
            .values(answered_at=now())
        )
        self._audit(tx, "case.discussed", "discussion", discussion_id, client_id)
        return discussion_id

    def _agenda(self, tx: Connection, today: date) -> Agenda:
        requests, discussions = REQUESTS.alias(), DISCUSSIONS.alias()
        rows = tx.execute(
            select(
                Client.__table__,
                Account.display_name,
                DerivedCourse.summary,
                *(column.label(f"request_{column.name}") for column in requests.c),
                *(column.label(f"discussion_{column.name}") for column in discussions.c),
            )
            .join(Account, Account.id == Client.therapist_id)
            .join(DerivedCourse, DerivedCourse.client_id == Client.id)
            .outerjoin(requests, and_(requests.c.client_id == Client.id, requests.c.newest.is_(True)))
            .outerjoin(discussions, and_(discussions.c.client_id == Client.id, discussions.c.newest.is_(True)))
            .where(
                Client.therapist_id.in_(supervisees(tx, self._actor.account_id)),
                # On the therapist rather than the client: SQLite would scan all clients of the practice.
                Account.practice_id == self._practice_id,
            )
        ).all()
        return agenda(
            (
                SupervisedCase(
                    client_from_row(row),
                    row.display_name,
                    Summary.model_validate(row.summary),
                    request_value(tx, row, "request_") if row.request_id else None,
                    discussion_value(tx, row, "discussion_") if row.discussion_id else None,
                )
                for row in rows
            ),
            today,
        )

    def _case(self, tx: Connection, client_id: str) -> Case:
        request = newest_request(tx, client_id)
        shared = bool(request and request.shares_notes)
        therapist = tx.scalar(select(Account.display_name).where(Account.id == self._client.therapist_id)) or ""
        history = deidentified(read_history(tx, client_id), notes=shared)
        return Case(history, therapist, request, read_discussions(tx, client_id), shared)
