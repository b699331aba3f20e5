"""The demo practice: invented people, what happens in their therapies, and how visitors enter."""

from demo.entry import enter_demo, is_built

__all__ = ["enter_demo", "is_built"]
