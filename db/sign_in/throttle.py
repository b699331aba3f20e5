"""Throttling of guesses: failed attempts count per account and per address, over a sliding window."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from db.connection import now
from db.sign_in.errors import TooManyTriesError
from db.tables import SignInAttempt

WINDOW = timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS = 5, 30
"""Failures allowed within the window; more per address, because several people may share one."""

WAIT = "Wait fifteen minutes, then try again."


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a secret. It counts as a failure from its start until it is forgiven or succeeds."""

    account: str
    """Hash of the sign-in name, as stored."""
    address: str
    """Hash of the address, as stored."""
    at: datetime

    def forgive(self, tx: Connection) -> None:
        """This attempt was no wrong guess; earlier failures still count."""
        tx.execute(
            delete(SignInAttempt).where(
                SignInAttempt.subject.in_((self.account, self.address)), SignInAttempt.at == self.at
            )
        )

    def succeed(self, tx: Connection) -> None:
        """Clear all failures of the account, and this one of the address; the address's other failures still count."""
        tx.execute(delete(SignInAttempt).where(SignInAttempt.subject == self.account))
        tx.execute(delete(SignInAttempt).where(SignInAttempt.subject == self.address, SignInAttempt.at == self.at))


def begin_attempt(tx: Connection, sign_in_name: str, address: str, advice: str = WAIT) -> Attempt:
    """Count an attempt as failed before the secret is checked; TooManyTriesError, not counted, when over the limit.

    Commit the transaction before a slow check, or parallel guesses slip past the limit. `advice` is what the error
    tells people to do. Also deletes attempts older than the window.
    """
    attempt = Attempt(_hashed("account", sign_in_name), _hashed("address", address), now())
    for subject, limit in ((attempt.account, BY_ACCOUNT), (attempt.address, BY_ADDRESS)):
        if _failures(tx, subject, attempt.at) >= limit:
            raise TooManyTriesError("Too many tries.", advice)
    tx.execute(delete(SignInAttempt).where(SignInAttempt.at < attempt.at - WINDOW))
    tx.execute(
        insert(SignInAttempt), [{"subject": each, "at": attempt.at} for each in (attempt.account, attempt.address)]
    )
    return attempt


def _failures(tx: Connection, subject: str, moment: datetime) -> int:
    counted = select(func.count()).where(SignInAttempt.subject == subject, SignInAttempt.at > moment - WINDOW)
    return tx.scalar(counted.select_from(SignInAttempt)) or 0


def _hashed(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()
