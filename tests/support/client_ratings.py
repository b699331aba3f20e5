"""What a client and their therapist answer about today’s session, and when one sees the other’s."""

from __future__ import annotations

from datetime import date

import pytest

from alliance_monitor.client_form import Reply
from alliance_monitor.records.entry import SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db import configuration as configuration_module
from db.connection.utc import now

TODAY = now().astimezone().date()
LOW = Reply(answers={"1": 2, "2": 2, "3": 2, "4": 4}, resolution=2)


def mine(held_on: date = TODAY, level: float = 5.0) -> SessionEntry:
    """A session as only the therapist has rated it."""
    return SessionEntry(
        held_on=held_on, ratings=(Rating(rater=Rater.THERAPIST, goal=level, task=level, bond=level, tension=1),)
    )


def at_once(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """Have this process work with these options from now on."""
    for name, value in settings.items():
        monkeypatch.setenv(f"ALLIANCE_{name.upper()}", value)
    configuration_module.configuration.cache_clear()
