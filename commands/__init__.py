"""The installation's own command line: `python -m alliance_monitor …`."""

from commands.programme import main

__all__ = ["main"]
