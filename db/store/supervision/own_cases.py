"""A therapist's own cases in supervision: asking for one to be discussed, and what was decided about it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, update

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.supervision import OwnCase, PastDiscussion, RequestEntry, case_label
from alliance_monitor.therapy import History
from db.access import Role
from db.connection import now
from db.crypto import seal
from db.store.base import StoreBase
from db.store.checks import own_client
from db.store.policy import ONE_CLIENT, policy
from db.store.supervision.case_rows import REQUESTS, newest_request, read_discussions, retire_newest
from db.tables import SupervisionRequest, new_id
from db.therapies import read_history, supervised


class OwnCases(StoreBase):
    """What a therapist does about supervision of their own clients."""

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def ask_for_supervision(self, tx: Connection, client_id: str, entry: RequestEntry, *, key: str) -> str:
        """Put an own client on the agenda; asking again replaces the question."""
        if not supervised(tx, self._actor.account_id):
            raise InvalidEntryError("You have no supervisor here yet.", "Ask your administrator to assign one.")
        request_id = new_id()
        retire_newest(tx, REQUESTS, client_id)
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
        return request_id

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def withdraw_request(self, tx: Connection, client_id: str, *, key: str) -> None:
        """Withdraw a request, and with it any sharing of notes."""
        tx.execute(
            update(SupervisionRequest)
            .where(SupervisionRequest.client_id == client_id, SupervisionRequest.withdrawn_at.is_(None))
            .values(withdrawn_at=now())
        )
        self._audit(tx, "case.withdrawn", "client", client_id, client_id)

    @policy(Role.THERAPIST, check=own_client)
    def supervision_of(self, tx: Connection, client_id: str) -> OwnCase:
        """What supervision sees of an own client and decided about them."""
        return OwnCase(
            case_label(client_id),
            supervised(tx, self._actor.account_id),
            newest_request(tx, client_id),
            read_discussions(tx, client_id),
        )

    @policy(Role.THERAPIST, proof=True, check=own_client, writes=ONE_CLIENT)
    def own_sheet(self, tx: Connection, client_id: str) -> tuple[History, tuple[PastDiscussion, ...]]:
        """An own client's history and supervision's decisions, to print for the paper file, which is audited."""
        self._audit(tx, "client.printed", "client", client_id, client_id)
        return read_history(tx, client_id), read_discussions(tx, client_id)
