"""Connections and transactions: the embedded SQLCipher file, PostgreSQL, and how writers queue."""

from db.connection.bulk import insert_many, roomy, take_stock, uncollected
from db.connection.database import Database, after_commit
from db.connection.postgres import READ, doubts, lift_limits, server_engine
from db.connection.revisions import refuse_unknown, stored_revision
from db.connection.row_scope import EVERYTHING, PRACTICE, at_the_door, enter, enter_by_link
from db.connection.sqlite import embedded_engine, key_in, next_key_path, private_folder, read_key
from db.connection.utc import Utc, now
from db.connection.write_errors import NoAnswerError, NotStoredError

__all__ = [
    "EVERYTHING",
    "PRACTICE",
    "READ",
    "Database",
    "NoAnswerError",
    "NotStoredError",
    "Utc",
    "after_commit",
    "at_the_door",
    "doubts",
    "embedded_engine",
    "enter",
    "enter_by_link",
    "insert_many",
    "key_in",
    "lift_limits",
    "next_key_path",
    "now",
    "private_folder",
    "read_key",
    "refuse_unknown",
    "roomy",
    "server_engine",
    "stored_revision",
    "take_stock",
    "uncollected",
]
