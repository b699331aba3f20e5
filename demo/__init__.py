"""The demo practice: its people, their clients, and how their therapies go."""

from demo.practice import enter_demo, is_built

__all__ = ["enter_demo", "is_built"]
