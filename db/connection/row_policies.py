"""The SQL of row-level security, for migrations. What the setting means stands in `db.connection.row_scope`."""

from __future__ import annotations

from collections.abc import Iterator

from db.connection.row_scope import DOOR, EVERYTHING, LINK, PRACTICE

_REACH = f"(SELECT current_setting('{PRACTICE}', true))"
"""In a sub-select, so that it is read once a query and not once a row."""

_EVERYTHING = f"{_REACH} = '{EVERYTHING}'"


def of_practice(column: str) -> str:
    """The row names its practice in this column."""
    return f"{_EVERYTHING} OR {column} = {_REACH}"


def of_practice_or_door(column: str) -> str:
    """The same, and looked up before anybody is known."""
    return f"{_REACH} IN ('{EVERYTHING}', '{DOOR}') OR {column} = {_REACH}"


def through(table: str, column: str, *parents: str) -> str:
    """The row can be reached if the one can whose id it holds in this column, in any of these tables."""
    found = (
        f"EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = {table}.{column})"  # noqa: S608 - names of our own
        for parent in parents
    )
    return " OR ".join((_EVERYTHING, *found))


def of_person(table: str, column: str) -> str:
    """The row belongs to the work of somebody of the practice, and is nobody's business at the door."""
    mine = f"accounts.id = {table}.{column} AND accounts.practice_id = {_REACH}"
    return f"{_EVERYTHING} OR EXISTS (SELECT 1 FROM accounts WHERE {mine})"  # noqa: S608


def by_link(column: str) -> str:
    """The row of the one link that is shown at the door."""
    return f"{_REACH} = '{DOOR}' AND {column} = (SELECT current_setting('{LINK}', true))"


def wall(table: str, condition: str) -> Iterator[str]:
    """Statements after which rows of this table are read and written under this condition only, by their owner too."""
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY reach ON {table} USING ({condition}) WITH CHECK ({condition})"
