"""What is computed from the records and cached for speed, updated in the transaction that changed them."""

from db.derived.derived import KEPT, changed_counts, derive, derive_newest, derived_once, keeping, kept_row, uncount

__all__ = ["KEPT", "changed_counts", "derive", "derive_newest", "derived_once", "keeping", "kept_row", "uncount"]
