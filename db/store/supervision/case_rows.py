"""Rows of requests for supervision and of discussions, as values; of each, the newest of a client is marked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from alliance_monitor.supervision import CaseSnapshot, Discussion, PastDiscussion, Request
from db.crypto import unseal_or_placeholder
from db.tables import SupervisionDiscussion, SupervisionRequest

REQUESTS, DISCUSSIONS = SupervisionRequest.__table__, SupervisionDiscussion.__table__


def retire_newest(tx: Connection, table: Any, client_id: str) -> None:
    """Unmark the newest row of this client, before another is inserted."""
    tx.execute(update(table).where(table.c.client_id == client_id, table.c.newest.is_(True)).values(newest=False))


def newest_request(tx: Connection, client_id: str) -> Request | None:
    """The client's newest request, or None."""
    row = tx.execute(select(REQUESTS).where(REQUESTS.c.client_id == client_id, REQUESTS.c.newest.is_(True))).first()
    return request_value(tx, row) if row else None


def read_discussions(tx: Connection, client_id: str) -> tuple[PastDiscussion, ...]:
    """All discussions of the client, newest first."""
    newest_first = (DISCUSSIONS.c.discussed_on.desc(), DISCUSSIONS.c.recorded_at.desc())
    rows = tx.execute(select(DISCUSSIONS).where(DISCUSSIONS.c.client_id == client_id).order_by(*newest_first)).all()
    return tuple(discussion_value(tx, row) for row in rows)


def request_value(tx: Connection, row: Row[Any], prefix: str = "") -> Request:
    """A row of `supervision_requests`, whose columns may have a prefix, as a value."""
    values = _without_prefix(row, prefix)
    place = {"owner": values["client_id"], "table": "supervision_requests", "row": values["id"]}
    question = unseal_or_placeholder(tx, values["question"], column="question", **place)
    is_open = values["answered_at"] is None and values["withdrawn_at"] is None
    shares = values["share_notes"] and values["withdrawn_at"] is None
    return Request(values["id"], question, values["asked_at"], is_open, shares)


def discussion_value(tx: Connection, row: Row[Any], prefix: str = "") -> PastDiscussion:
    """A row of `supervision_discussions`, whose columns may have a prefix, as a value."""
    values = _without_prefix(row, prefix)
    place = {"owner": values["client_id"], "table": "supervision_discussions", "row": values["id"]}
    discussion = Discussion.model_construct(
        discussed_on=values["discussed_on"],
        note=unseal_or_placeholder(tx, values["note"], column="note", **place),
        decision=unseal_or_placeholder(tx, values["decision"], column="decision", **place),
        follow_up_on=values["follow_up_on"],
    )
    return PastDiscussion(discussion, CaseSnapshot.model_validate(values["case_snapshot"]), values["recorded_at"])


def _without_prefix(row: Row[Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in row._mapping.items() if name.startswith(prefix)}
