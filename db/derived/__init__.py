"""What is computed from the records and cached for speed, updated in the transaction that changed them."""

from db.derived.derived import (
    STORED,
    append_to_derived,
    count_changes,
    deferred_derivation,
    derived_row,
    refresh_derived,
    remove_from_counts,
    upsert_derived,
)

__all__ = [
    "STORED",
    "append_to_derived",
    "count_changes",
    "deferred_derivation",
    "derived_row",
    "refresh_derived",
    "remove_from_counts",
    "upsert_derived",
]
