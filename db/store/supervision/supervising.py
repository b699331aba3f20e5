"""Supervision: asking for a case, the agenda, a case without identity, and what was decided about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.supervision import (
    Agenda,
    Case,
    CaseSnapshot,
    Discussion,
    OwnCase,
    PastDiscussion,
    Request,
    RequestEntry,
    SupervisedCase,
    agenda,
    case_label,
    deidentified,
    sign_of,
)
from alliance_monitor.therapy import History, Summary
from db.access import NotAllowedError, Role, policy
from db.audit import recent_views
from db.connection import now
from db.crypto import seal, unseal_or_placeholder
from db.store.base import StoreBase
from db.tables import Account, Client, DerivedCourse, SupervisionDiscussion, SupervisionRequest, new_id
from db.therapies import client_from_row, read_history, supervised, supervisees

REQUESTS, DISCUSSIONS = SupervisionRequest.__table__, SupervisionDiscussion.__table__


class Supervising(StoreBase):
    """What a supervisor does with the cases of their supervisees, and a therapist with their own."""

    @policy(Role.SUPERVISOR)
    def agenda(self, today: date) -> Agenda:
        """The cases of all supervisees, those that need the meeting first."""
        with self._reading("agenda") as tx:
            return self._agenda(tx, today)

    @policy(Role.SUPERVISOR, proof=True)
    def agenda_sheet(self, today: date) -> Agenda:
        """The agenda for printing, which is audited."""
        with self._writing("agenda_sheet") as tx:
            self._audit(tx, "agenda.printed", "account", self._actor.account_id)
            return self._agenda(tx, today)

    @policy(Role.SUPERVISOR)
    def supervised_case(self, client_id: str) -> Case:
        """One supervisee's case without identity; a look is audited, the redraws of a page are not."""
        if recent_views.viewed_recently(self._actor, client_id):
            with self._reading("supervised_case") as tx:
                return self._case(tx, client_id)
        with self._writing("supervised_case", client_id) as tx:
            case = self._case(tx, client_id)
            self._audit(tx, "case.read", "client", client_id, client_id)
        recent_views.remember(self._actor, client_id)
        return case

    @policy(Role.SUPERVISOR, proof=True)
    def case_sheet(self, client_id: str) -> Case:
        """The same for printing, which is audited every time."""
        with self._writing("case_sheet", client_id) as tx:
            case = self._case(tx, client_id)
            self._audit(tx, "case.printed", "client", client_id, client_id)
        return case

    @policy(Role.SUPERVISOR)
    def record_discussion(self, client_id: str, discussion: Discussion, *, key: str) -> str:
        """Record what was discussed and decided; it answers what was asked and replaces an earlier follow-up."""
        with self._writing("record_discussion", client_id) as tx:
            self._supervised_client(tx, client_id)
            if earlier := self._done_before(tx, key):
                return earlier
            discussion_id = new_id()
            place = {"owner": client_id, "table": "supervision_discussions", "row": discussion_id}
            told = tx.execute(select(DerivedCourse.summary).where(DerivedCourse.client_id == client_id)).one()
            summary = Summary.model_validate(told.summary)
            snapshot = CaseSnapshot.of(summary, sign_of(summary, discussion.discussed_on))
            _set_aside(tx, DISCUSSIONS, client_id)
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
            self._remember(tx, key, discussion_id)
        return discussion_id

    @policy(Role.THERAPIST)
    def ask_for_supervision(self, client_id: str, entry: RequestEntry, *, key: str) -> str:
        """Put an own client on the agenda; asking again replaces the question."""
        with self._writing("ask_for_supervision", client_id) as tx:
            self._own_client(tx, client_id)
            if earlier := self._done_before(tx, key):
                return earlier
            if not supervised(tx, self._actor.account_id):
                raise InvalidEntryError("You have no supervisor here yet.", "Ask your administrator to assign one.")
            request_id = new_id()
            _set_aside(tx, REQUESTS, client_id)
            question = seal(
                tx, entry.question, owner=client_id, table="supervision_requests", column="question", row=request_id
            )
            tx.execute(
                insert(SupervisionRequest).values(
                    id=request_id,
                    client_id=client_id,
                    question=question,
                    share_notes=entry.share_notes,
                    asked_by=self._actor.account_id,
                )
            )
            self._audit(tx, "case.asked_for", "request", request_id, client_id)
            self._remember(tx, key, request_id)
        return request_id

    @policy(Role.THERAPIST)
    def withdraw_request(self, client_id: str, *, key: str) -> None:
        """Take a request back, and with it any sharing of notes."""
        with self._writing("withdraw_request", client_id) as tx:
            self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            tx.execute(
                update(SupervisionRequest)
                .where(SupervisionRequest.client_id == client_id, SupervisionRequest.withdrawn_at.is_(None))
                .values(withdrawn_at=now())
            )
            self._audit(tx, "case.withdrawn", "client", client_id, client_id)
            self._remember(tx, key, client_id)

    @policy(Role.THERAPIST)
    def supervision_of(self, client_id: str) -> OwnCase:
        """What supervision knows and decided about an own client."""
        with self._reading("supervision_of") as tx:
            self._own_client(tx, client_id)
            return OwnCase(
                case_label(client_id),
                supervised(tx, self._actor.account_id),
                _request(tx, client_id),
                _discussions(tx, client_id),
            )

    @policy(Role.THERAPIST, proof=True)
    def own_sheet(self, client_id: str) -> tuple[History, tuple[PastDiscussion, ...]]:
        """An own client's course and what supervision decided, for printing into the own file, which is audited."""
        with self._writing("own_sheet", client_id) as tx:
            self._own_client(tx, client_id)
            self._audit(tx, "client.printed", "client", client_id, client_id)
            return read_history(tx, client_id), _discussions(tx, client_id)

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
                # Asked of the therapist and not of the client: SQLite would look through all clients of the practice.
                Account.practice_id == self._practice_id,
            )
        ).all()
        return agenda(
            (
                SupervisedCase(
                    client_from_row(row),
                    row.display_name,
                    Summary.model_validate(row.summary),
                    _request_value(tx, row, "request_") if row.request_id else None,
                    _discussion_value(tx, row, "discussion_") if row.discussion_id else None,
                )
                for row in rows
            ),
            today,
        )

    def _case(self, tx: Connection, client_id: str) -> Case:
        client = self._supervised_client(tx, client_id)
        request = _request(tx, client_id)
        shared = bool(request and request.shares_notes)
        therapist = tx.scalar(select(Account.display_name).where(Account.id == client.therapist_id)) or ""
        history = deidentified(read_history(tx, client_id), notes=shared)
        return Case(history, therapist, request, _discussions(tx, client_id), shared)

    def _supervised_client(self, tx: Connection, client_id: str) -> Row[Any]:
        """The row of a client of a therapist this person supervises now; anything else does not exist for them."""
        row = tx.execute(
            select(Client.__table__).where(Client.id == client_id, Client.practice_id == self._practice_id)
        ).first()
        if row is None or row.therapist_id not in supervisees(tx, self._actor.account_id):
            raise NotAllowedError
        return row


def _set_aside(tx: Connection, table: Any, client_id: str) -> None:
    """The newest row of this client is about to be followed by another."""
    tx.execute(update(table).where(table.c.client_id == client_id, table.c.newest.is_(True)).values(newest=False))


def _request(tx: Connection, client_id: str) -> Request | None:
    row = tx.execute(select(REQUESTS).where(REQUESTS.c.client_id == client_id, REQUESTS.c.newest.is_(True))).first()
    return _request_value(tx, row) if row else None


def _discussions(tx: Connection, client_id: str) -> tuple[PastDiscussion, ...]:
    newest_first = (DISCUSSIONS.c.discussed_on.desc(), DISCUSSIONS.c.recorded_at.desc())
    rows = tx.execute(select(DISCUSSIONS).where(DISCUSSIONS.c.client_id == client_id).order_by(*newest_first)).all()
    return tuple(_discussion_value(tx, row) for row in rows)


def _request_value(tx: Connection, row: Row[Any], prefix: str = "") -> Request:
    one = _of(row, prefix)
    question = unseal_or_placeholder(
        tx, one["question"], owner=one["client_id"], table="supervision_requests", column="question", row=one["id"]
    )
    open_still = one["answered_at"] is None and one["withdrawn_at"] is None
    shares = one["share_notes"] and one["withdrawn_at"] is None
    return Request(one["id"], question, one["asked_at"], open_still, shares)


def _discussion_value(tx: Connection, row: Row[Any], prefix: str = "") -> PastDiscussion:
    one = _of(row, prefix)
    place = {"owner": one["client_id"], "table": "supervision_discussions", "row": one["id"]}
    said = Discussion.model_construct(
        discussed_on=one["discussed_on"],
        note=unseal_or_placeholder(tx, one["note"], column="note", **place),
        decision=unseal_or_placeholder(tx, one["decision"], column="decision", **place),
        follow_up_on=one["follow_up_on"],
    )
    return PastDiscussion(said, CaseSnapshot.model_validate(one["case_snapshot"]), one["recorded_at"])


def _of(row: Row[Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in row._mapping.items() if name.startswith(prefix)}
