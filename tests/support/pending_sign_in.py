"""Ada between her passphrase and her code."""

from __future__ import annotations

from db.connection.database import Database
from db.sign_in import PendingSignIn, sign_in
from tests.support.prepared import PASSPHRASE

HERE = "192.0.2.1"


def asked(practice: Database, passphrase: str = PASSPHRASE) -> PendingSignIn:
    """Ada after her passphrase, before her code."""
    outcome = sign_in(practice, "ada", passphrase, HERE)
    assert isinstance(outcome, PendingSignIn)
    return outcome
