"""Slowing down guessing: failed sign-ins are counted by account and by address."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from db.connection import now
from db.tables import SignInAttempt

WINDOW = timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS = 5, 30
"""Failures allowed within the window; several people may share one address."""


def _subjects(sign_in_name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    def keyed(kind: str, value: str) -> str:
        return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()

    return (keyed("account", sign_in_name), BY_ACCOUNT), (keyed("address", address), BY_ADDRESS)


def too_many(tx: Connection, sign_in_name: str, address: str) -> bool:
    """Whether another attempt must wait."""
    since = now() - WINDOW
    for subject, limit in _subjects(sign_in_name, address):
        failed = tx.scalar(
            select(func.count())
            .where(SignInAttempt.subject == subject, SignInAttempt.at > since)
            .select_from(SignInAttempt)
        )
        if failed is not None and failed >= limit:
            return True
    return False


def counted(tx: Connection, sign_in_name: str, address: str) -> datetime:
    """Count a try as a failure until it succeeds, and forget those that no longer matter; returns its moment."""
    moment = now()
    tx.execute(delete(SignInAttempt).where(SignInAttempt.at < moment - WINDOW))
    tx.execute(insert(SignInAttempt), [{"subject": s, "at": moment} for s, _ in _subjects(sign_in_name, address)])
    return moment


def forgiven(tx: Connection, sign_in_name: str, address: str, moment: datetime) -> None:
    """This try was no wrong guess; earlier failures stay."""
    subjects = [subject for subject, _ in _subjects(sign_in_name, address)]
    tx.execute(delete(SignInAttempt).where(SignInAttempt.subject.in_(subjects), SignInAttempt.at == moment))


def succeeded(tx: Connection, sign_in_name: str, address: str, moment: datetime) -> None:
    """Forget the account's failures and this try of the address; its other failures stay."""
    (account, _), (place, _) = _subjects(sign_in_name, address)
    tx.execute(delete(SignInAttempt).where(SignInAttempt.subject == account))
    tx.execute(delete(SignInAttempt).where(SignInAttempt.subject == place, SignInAttempt.at == moment))
