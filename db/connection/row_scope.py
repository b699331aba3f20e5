"""How far a transaction on PostgreSQL reaches, whatever its questions forget to ask: the second wall.

Row-level security compares every row with one setting of the transaction. A connection of the app begins *at the door*,
where nobody is known yet: accounts and their visits can be looked up, nothing about clients. The store enters the
practice of whoever asks with its first question. Without the setting – another programme, another connection – there
are no rows at all. The embedded file has no such thing; there the store's own questions are the only wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

PRACTICE: Final = "alliance.practice"
"""The setting: a practice's id, or one of the two words below."""

LINK: Final = "alliance.link"
"""The hash of a client's link, which alone can be looked up at the door."""

UNAUTHENTICATED: Final = "unauthenticated"
ALL_PRACTICES: Final = "*"
"""The whole installation, for what is nobody's own: migrations, backups, changes of keys, making derived rows anew."""

_SET = select(func.set_config(bindparam("name"), bindparam("value"), True))


def set_row_scope(tx: Connection, practice: str) -> None:
    """Limit the transaction to the rows of a practice, to those of UNAUTHENTICATED, or not at all (ALL_PRACTICES)."""
    _set(tx, PRACTICE, practice)


def allow_link(tx: Connection, token_hash: str) -> None:
    """Let the link of this hash be found at the door."""
    _set(tx, LINK, token_hash)


@contextmanager
def outside_practice(tx: Connection, practice: str) -> Iterator[None]:
    """Step out of a practice to look up what is unique in the whole installation, such as a sign-in name."""
    set_row_scope(tx, UNAUTHENTICATED)
    yield
    set_row_scope(tx, practice)


def _set(tx: Connection, name: str, value: str) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(_SET, {"name": name, "value": value})
