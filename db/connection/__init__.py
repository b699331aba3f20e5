"""Connections and transactions: the embedded SQLCipher file, PostgreSQL, and how writers queue."""

from db.connection.bulk import analyze_tables, gc_paused, insert_many, large_page_cache
from db.connection.database import Database, after_commit
from db.connection.postgres import READ, configuration_warnings, lift_time_limits, server_engine
from db.connection.revisions import refuse_unknown, stored_revision
from db.connection.row_scope import ALL_PRACTICES, PRACTICE, allow_link, outside_practice, set_row_scope
from db.connection.sqlite import embedded_engine, next_key_path, private_folder, read_key, read_or_create_key
from db.connection.utc import Utc, now
from db.connection.write_errors import NoAnswerError, NotStoredError

__all__ = [
    "ALL_PRACTICES",
    "PRACTICE",
    "READ",
    "Database",
    "NoAnswerError",
    "NotStoredError",
    "Utc",
    "after_commit",
    "allow_link",
    "analyze_tables",
    "configuration_warnings",
    "embedded_engine",
    "gc_paused",
    "insert_many",
    "large_page_cache",
    "lift_time_limits",
    "next_key_path",
    "now",
    "outside_practice",
    "private_folder",
    "read_key",
    "read_or_create_key",
    "refuse_unknown",
    "server_engine",
    "set_row_scope",
    "stored_revision",
]
