"""The demo practice: its people, their clients and the stories these live through."""

from demo.practice import enter_demo, is_built

__all__ = ["enter_demo", "is_built"]
