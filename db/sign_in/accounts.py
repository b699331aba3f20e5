"""Accounts: the first one of a practice, adding one, and finding a therapist's."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, insert, select

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Name
from db import audit
from db.access import Actor, Role
from db.connection import Database, set_row_scope
from db.sign_in.passphrase import hash_passphrase
from db.tables import Account, AccountRole, Practice, new_id

_NAME = TypeAdapter(Name)


def is_set_up(database: Database) -> bool:
    """Whether the practice has its first account."""
    with database.read() as tx:
        return tx.scalar(select(Account.id).limit(1)) is not None


def set_up(database: Database, *, practice: str, sign_in_name: str, display_name: str, passphrase: str) -> Actor:
    """Create the practice and its first account, a therapist and administrator; only possible once."""
    practice, sign_in_name, display_name = (
        valid_name("name of the practice", practice),
        valid_name("sign-in name", sign_in_name).casefold(),
        valid_name("name", display_name),
    )
    passphrase_hash = hash_passphrase(passphrase, sign_in_name, display_name, practice)
    with database.write() as tx:
        if tx.scalar(select(Account.id).limit(1)) is not None:
            raise InvalidEntryError("This practice is already set up.", "Sign in instead.")
        practice_id = new_id()
        set_row_scope(tx, practice_id)
        tx.execute(insert(Practice).values(id=practice_id, name=practice))
        account_id = add_account(
            tx, practice_id, sign_in_name, display_name, passphrase_hash, (Role.THERAPIST, Role.ADMINISTRATOR)
        )
        actor = Actor(account_id, database.place)
        audit.record(tx, actor, "practice.set_up", "practice", practice_id)
    return actor


def add_account(
    tx: Connection, practice_id: str, sign_in_name: str, display_name: str, passphrase_hash: str, roles: Iterable[Role]
) -> str:
    """Insert an account with its roles and return its id."""
    account_id = new_id()
    tx.execute(
        insert(Account).values(
            id=account_id,
            practice_id=practice_id,
            sign_in_name=sign_in_name,
            display_name=display_name,
            passphrase_hash=passphrase_hash,
        )
    )
    tx.execute(insert(AccountRole), [{"account_id": account_id, "role": role.value} for role in roles])
    return account_id


def therapist_named(database: Database, sign_in_name: str | None) -> Actor:
    """The therapist of this sign-in name, or the only therapist when no name is given.

    Only for the command line, which has the database's key anyway.
    """
    query = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == Role.THERAPIST.value, Account.disabled_at.is_(None))
    )
    if sign_in_name is not None:
        query = query.where(Account.sign_in_name == sign_in_name.casefold())
    with database.read() as tx:
        found = list(tx.scalars(query.limit(2)))
    if not found:
        raise InvalidEntryError(
            "There is no such therapist account yet.", "Set up the practice first, or check --therapist."
        )
    if len(found) > 1:
        raise InvalidEntryError("There are several therapists.", "Say whose clients these are with --therapist NAME.")
    return Actor(found[0], database.place)


def valid_name(what: str, value: str) -> str:
    """The name, if it has 1 to 80 characters on one line; otherwise InvalidEntryError, naming `what`."""
    try:
        return _NAME.validate_python(value)
    except ValidationError:
        raise InvalidEntryError(f"The {what} must have 1 to 80 characters on one line.") from None
