"""What people wrote, on its way into and out of the tables: encrypted under the client's data key.

The store calls `seal` in the transaction that writes a row and `unseal` when it reads one. Empty stays empty.
"""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine, bindparam, insert, inspect, select

from db.connection import ALL_PRACTICES, set_row_scope
from db.crypto.keyring import UnknownKeyError
from db.crypto.vault import Context, DamagedError, DataKey, Encrypted, Vault, WrappedKey
from db.tables import DataKey as DataKeyRow

UNREADABLE = "(This text cannot be read: it was changed outside the app, or its key is gone.)"
"""Stands where a damaged text was: one text must not take the client's whole page with it."""

log = logging.getLogger("alliance_monitor")
_OPTION = "alliance_vault"


def attach(engine: Engine, vault: Vault) -> None:
    """Let every transaction of this engine use the vault."""
    engine.update_execution_options(**{_OPTION: vault})


def used_keys(engine: Engine) -> frozenset[str]:
    """The keys of the ring this database was written under; none for a new one."""
    with engine.connect() as connection, connection.begin():
        set_row_scope(connection, ALL_PRACTICES)
        if not inspect(connection).has_table(DataKeyRow.__tablename__):
            return frozenset()
        return frozenset(connection.scalars(select(DataKeyRow.wrapped_by).distinct()))


def vault_of(tx: Connection) -> Vault:
    """The vault of the database this transaction runs in."""
    found = tx.get_execution_options().get(_OPTION)
    if not isinstance(found, Vault):
        raise TypeError("this database was opened without its vault")
    return found


def seal(tx: Connection, text: str, *, owner: str, table: str, column: str, row: object) -> str:
    """`text` encrypted for this place under a data key of its owner – a client's or an account's id."""
    if not text:
        return ""
    return _newest_key(tx, owner).encrypt(text, Context(table, column, str(row), owner))


def unseal(tx: Connection, value: str, *, owner: str, table: str, column: str, row: object) -> str:
    """The text of a value read from this place; raises DamagedError for anything that was not written there."""
    if not value:
        return ""
    vault, key_id = vault_of(tx), Encrypted(value).key_id
    key = vault.opened(key_id)
    if key is None:
        found = tx.execute(_KEY.where(DataKeyRow.id == key_id)).first()
        if found is None:
            raise DamagedError
        key = vault.open(WrappedKey(*found))
    return key.decrypt(value, Context(table, column, str(row), owner))


def unseal_or_placeholder(tx: Connection, value: str, *, owner: str, table: str, column: str, row: object) -> str:
    """`unseal` for a page: a text that cannot be read says so in its place."""
    try:
        return unseal(tx, value, owner=owner, table=table, column=column, row=row)
    except (DamagedError, UnknownKeyError) as error:
        log.error("%s.%s of a row cannot be read: %s", table, column, type(error).__name__)
        return UNREADABLE


_KEY = select(DataKeyRow.id, DataKeyRow.owner, DataKeyRow.wrapped_by, DataKeyRow.wrapped)
_NEWEST_KEY = _KEY.where(DataKeyRow.owner == bindparam("owner")).order_by(DataKeyRow.created_at.desc()).limit(1)
"""Built once: a tap in the session form seals the draft, and a statement takes longer to build than to run."""


def _newest_key(tx: Connection, owner: str) -> DataKey:
    """The owner's newest data key, made with the first text written about them."""
    vault = vault_of(tx)
    found = tx.execute(_NEWEST_KEY, {"owner": owner}).first()
    if found is not None:
        # Asked for in every write rather than remembered: it may have been destroyed meanwhile.
        return vault.opened(found.id) or vault.open(WrappedKey(*found))
    return make_data_key(tx, owner)


def make_data_key(tx: Connection, owner: str) -> DataKey:
    """A fresh data key of this owner, under which everything is sealed from now on."""
    key, kept = vault_of(tx).new_key(owner)
    tx.execute(insert(DataKeyRow).values(id=kept.id, owner=owner, wrapped_by=kept.wrapped_by, wrapped=kept.wrapped))
    return key
