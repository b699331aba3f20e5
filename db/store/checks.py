"""Whose data a call is about: checks that refuse it before anything is read, and leave the client's row in `_client`.

They refuse what does not exist and what is not the caller's alike, so that nothing can be probed.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from db.access import NotAllowedError
from db.store.base import StoreBase
from db.tables import Client, ClientLink, TherapySession
from db.therapies import supervisees

_CLIENT = select(Client.__table__).where(Client.id == bindparam("client"), Client.practice_id == bindparam("practice"))
_OWN_CLIENT = _CLIENT.where(Client.therapist_id == bindparam("therapist"))
_OF_SESSION = select(TherapySession.client_id).where(TherapySession.id == bindparam("id"))
_OF_LINK = select(ClientLink.client_id).where(ClientLink.id == bindparam("id"))


def own_client(store: StoreBase, tx: Connection, client_id: str) -> None:
    """The client is this therapist's own."""
    store._asked_for = client_id
    mine = {"client": client_id, "therapist": store._actor.account_id, "practice": store._practice_id}
    row = tx.execute(_OWN_CLIENT, mine).first()
    if row is None:
        raise NotAllowedError
    store._client = row


def own_session(store: StoreBase, tx: Connection, session_id: str) -> None:
    """The session is one of an own client."""
    _own_client_of(store, tx, tx.scalar(_OF_SESSION, {"id": session_id}))


def own_link(store: StoreBase, tx: Connection, link_id: str) -> None:
    """The link was made for an own client."""
    _own_client_of(store, tx, tx.scalar(_OF_LINK, {"id": link_id}))


def supervised_client(store: StoreBase, tx: Connection, client_id: str) -> None:
    """The client is one of a therapist whom this person supervises now."""
    row = tx.execute(_CLIENT, {"client": client_id, "practice": store._practice_id}).first()
    if row is None or row.therapist_id not in supervisees(tx, store._actor.account_id):
        raise NotAllowedError
    store._client = row


def _own_client_of(store: StoreBase, tx: Connection, client_id: str | None) -> None:
    if client_id is None:
        raise NotAllowedError
    own_client(store, tx, client_id)
