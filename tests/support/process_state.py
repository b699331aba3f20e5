"""What this process remembers of the installation it works for, and how to forget it."""

from __future__ import annotations

from db import configuration as configuration_module
from db.opening import database
from db.place import Place


def forget_process_state() -> None:
    """Forget the configuration and engines this process has opened."""
    for place in Place:
        if database.cache_info().currsize:
            database(place).engine.dispose()
    database.cache_clear()
    configuration_module.configuration.cache_clear()
