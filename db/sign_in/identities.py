"""Signing in through the practice's identity provider: an identity somebody has connected with their account."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from alliance_monitor.errors import AllianceError
from db import audit
from db.access import Actor
from db.connection import Database, now
from db.sign_in import visits
from db.sign_in.pending import PendingSignIn, begin_pending
from db.tables import Account, IdentityFlow, ProvidedIdentity

LIFETIME = timedelta(minutes=10)
"""How long a browser may stay at the provider."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says is there; `strong` if it asked for more than a passphrase."""

    issuer: str
    subject: str
    name: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A browser that was sent to the provider: what it must come back with, and what for."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    wish: str
    visit_id: str | None = None
    identity: Identity | None = None


class UnknownIdentityError(AllianceError):
    """Nobody here has connected this identity; no account is ever made from one."""

    def __init__(self) -> None:
        super().__init__(
            "This identity is not connected with an account here.",
            "Sign in with your passphrase and connect it under Account.",
        )


def begin_flow(place: Database, state: str, flow: Flow) -> None:
    """Remember a browser on its way to the provider."""
    moment = now()
    with place.write() as tx:
        tx.execute(delete(IdentityFlow).where(IdentityFlow.begun_at < moment - LIFETIME))
        tx.execute(
            insert(IdentityFlow).values(
                state_hash=_hash(state),
                nonce=flow.nonce,
                verifier=flow.verifier,
                wish=flow.wish,
                visit_id=flow.visit_id,
                identity=asdict(flow.identity) if flow.identity else None,
                begun_at=moment,
            )
        )


def end_flow(place: Database, state: str) -> Flow | None:
    """What was remembered under this state, once; None for one that is unknown, used or too old."""
    with place.write() as tx:
        row = tx.execute(
            select(IdentityFlow.__table__).where(
                IdentityFlow.state_hash == _hash(state), IdentityFlow.begun_at > now() - LIFETIME
            )
        ).first()
        if row is None:
            return None
        tx.execute(delete(IdentityFlow).where(IdentityFlow.state_hash == row.state_hash))
        identity = Identity(**row.identity) if row.identity else None
        return Flow(row.nonce, row.verifier, row.wish, row.visit_id, identity)


def admit(place: Database, identity: Identity, browser: str = "") -> str | PendingSignIn:
    """Begin a visit of the person who connected this identity, or say what is still needed; others are refused."""
    with place.write() as tx:
        account_id = _account(tx, identity)
        if account_id is not None:
            audit.record(tx, Actor(account_id, place.place), "identity.used", "account", account_id)
            step = None if identity.strong else begin_pending(tx, account_id)
            return step if step is not None else visits.begin_visit(tx, place.place, account_id, browser)
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


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
