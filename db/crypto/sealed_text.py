"""Free text in the tables, encrypted under the client's data key.

The store calls `seal` in the transaction that writes a row and `unseal` when it reads one. Empty text stays empty.
"""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine, bindparam, insert, inspect, select

from db.connection import ALL_PRACTICES, set_row_scope
from db.crypto.keyring import UnknownKeyError
from db.crypto.vault import Context, DamagedError, DataKey, Encrypted, Vault, WrappedKey
from db.tables import DataKey as DataKeyRow

UNREADABLE = "(This text cannot be read: it was changed outside the app, or its key is gone.)"
"""Shown in place of a damaged text, which must not break the client's whole page."""

log = logging.getLogger("alliance_monitor")
_OPTION = "alliance_vault"


def attach(engine: Engine, vault: Vault) -> None:
    """Make the vault available to every transaction of this engine."""
    engine.update_execution_options(**{_OPTION: vault})


def used_keys(engine: Engine) -> frozenset[str]:
    """The ids of the ring's keys this database was written under; none for a new one."""
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
    """`text` encrypted for this table, column and row under a data key of its owner (a client's or account's id)."""
    if not text:
        return ""
    return _newest_key(tx, owner).encrypt(text, Context(table, column, str(row), owner))


def unseal(tx: Connection, value: str, *, owner: str, table: str, column: str, row: object) -> str:
    """The text of a value read from this place; raises DamagedError for a value that was not written there."""
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
    """`unseal` for a page: UNREADABLE in place of a text that cannot be read."""
    try:
        return unseal(tx, value, owner=owner, table=table, column=column, row=row)
    except (DamagedError, UnknownKeyError) as error:
        log.error("%s.%s of a row cannot be read: %s", table, column, type(error).__name__)
        return UNREADABLE


_KEY = select(DataKeyRow.id, DataKeyRow.owner, DataKeyRow.wrapped_by, DataKeyRow.wrapped)
_NEWEST_KEY = _KEY.where(DataKeyRow.owner == bindparam("owner")).order_by(DataKeyRow.created_at.desc()).limit(1)
"""Built once: every tap in the session form seals the draft, and building a statement takes longer than running it."""


def _newest_key(tx: Connection, owner: str) -> DataKey:
    """The owner's newest data key, created with the first text about them."""
    vault = vault_of(tx)
    found = tx.execute(_NEWEST_KEY, {"owner": owner}).first()
    if found is not None:
        # Looked up in every write rather than cached: it may have been destroyed meanwhile.
        return vault.opened(found.id) or vault.open(WrappedKey(*found))
    return make_data_key(tx, owner)


def make_data_key(tx: Connection, owner: str) -> DataKey:
    """Create a data key of this owner, under which everything is sealed from now on."""
    key, wrapped = vault_of(tx).new_key(owner)
    row = {"id": wrapped.id, "owner": owner, "wrapped_by": wrapped.wrapped_by, "wrapped": wrapped.wrapped}
    tx.execute(insert(DataKeyRow).values(row))
    return key
