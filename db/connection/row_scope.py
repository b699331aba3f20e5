"""Which rows a transaction on PostgreSQL can see, whatever its queries forget to filter.

Row-level security compares every row with a setting of the transaction. A connection starts *unauthenticated*: accounts
and visits can be looked up, nothing about clients. The store sets the caller's practice with its first query. Without
the setting, as in another program, no rows are visible. The embedded file has no row-level security; there the store's
own filters are the only protection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

PRACTICE: Final = "alliance.practice"
"""The setting: a practice's id, or one of the two values below."""

LINK: Final = "alliance.link"
"""The setting that holds the hash of a client's link, the only one visible while unauthenticated."""

UNAUTHENTICATED: Final = "unauthenticated"
ALL_PRACTICES: Final = "*"
"""The whole installation: for migrations, backups, key rotation and rebuilding derived rows."""

_SET = select(func.set_config(bindparam("name"), bindparam("value"), True))


def set_row_scope(tx: Connection, practice: str) -> None:
    """Limit the transaction to the rows of a practice, to those of UNAUTHENTICATED, or not at all (ALL_PRACTICES)."""
    _set(tx, PRACTICE, practice)


def allow_link(tx: Connection, token_hash: str) -> None:
    """Make the link with this hash visible while unauthenticated."""
    _set(tx, LINK, token_hash)


@contextmanager
def outside_practice(tx: Connection, practice: str) -> Iterator[None]:
    """Leave the practice for a look-up of what is unique in the installation, such as a sign-in name."""
    set_row_scope(tx, UNAUTHENTICATED)
    yield
    set_row_scope(tx, practice)


def _set(tx: Connection, name: str, value: str) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(_SET, {"name": name, "value": value})
