"""The audit log: one chain of entries, its head, and an anchor of it outside the database."""

from db.audit.anchor import find_heads, keep_anchor, line
from db.audit.chain import Head, Verdict
from db.audit.log import anchored_entry_exists, head_of, record, verdict, verify

__all__ = [
    "Head",
    "Verdict",
    "anchored_entry_exists",
    "find_heads",
    "head_of",
    "keep_anchor",
    "line",
    "record",
    "verdict",
    "verify",
]
