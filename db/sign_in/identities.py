"""Signing in with an identity of the practice's identity provider that somebody connected with their account."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from db import audit
from db.access import Actor
from db.connection import Database, now
from db.crypto import hash_token
from db.sign_in import visits
from db.sign_in.errors import UnknownIdentityError
from db.sign_in.pending_sign_in import PendingSignIn, begin_pending
from db.tables import Account, IdentityFlow, ProvidedIdentity

LIFETIME = timedelta(minutes=10)
"""How long a browser may stay at the provider."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says is there; `strong` if it asked for more than one factor."""

    issuer: str
    subject: str
    name: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One trip of a browser to the provider: what it must come back with, and what for."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    next_path: str
    visit_id: str | None = None
    """The visit that connects the identity; None when the trip is for signing in."""
    identity: Identity | None = None
    """The identity the person is asked to confirm, once the provider has named it."""


def begin_flow(database: Database, state: str, flow: Flow) -> None:
    """Remember a browser that is sent to the provider."""
    moment = now()
    with database.write() as tx:
        tx.execute(delete(IdentityFlow).where(IdentityFlow.begun_at < moment - LIFETIME))
        tx.execute(
            insert(IdentityFlow).values(
                state_hash=hash_token(state),
                nonce=flow.nonce,
                verifier=flow.verifier,
                wish=flow.next_path,
                visit_id=flow.visit_id,
                identity=asdict(flow.identity) if flow.identity else None,
                begun_at=moment,
            )
        )


def end_flow(database: Database, state: str) -> Flow | None:
    """The trip with this state, which is forgotten by that; None for an unknown, used or expired one."""
    with database.write() as tx:
        row = tx.execute(
            select(IdentityFlow.__table__).where(
                IdentityFlow.state_hash == hash_token(state), IdentityFlow.begun_at > now() - LIFETIME
            )
        ).first()
        if row is None:
            return None
        tx.execute(delete(IdentityFlow).where(IdentityFlow.state_hash == row.state_hash))
        identity = Identity(**row.identity) if row.identity else None
        return Flow(row.nonce, row.verifier, row.wish, row.visit_id, identity)


def admit(database: Database, identity: Identity, browser: str = "") -> str | PendingSignIn:
    """Sign in whoever connected this identity; returns a visit's token, or the sign-in still pending.

    Raises UnknownIdentityError if nobody did.
    """
    with database.write() as tx:
        account_id = _account(tx, identity)
        if account_id is not None:
            audit.record(tx, Actor(account_id, database.place), "identity.used", "account", account_id)
            pending = None if identity.strong else begin_pending(tx, account_id)
            return pending or visits.begin_visit(tx, database.place, account_id, browser)
        audit.record(tx, None, "sign_in.refused")
    raise UnknownIdentityError


def _account(tx: Connection, identity: Identity) -> str | None:
    return tx.scalar(
        select(Account.id)
        .join(ProvidedIdentity, ProvidedIdentity.account_id == Account.id)
        .where(
            ProvidedIdentity.issuer == identity.issuer,
            ProvidedIdentity.subject == identity.subject,
            Account.disabled_at.is_(None),
            Account.passphrase_hash != "",
        )
    )
