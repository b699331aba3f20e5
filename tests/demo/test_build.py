"""Building the demo practice: the same for the same day, with derived rows up to date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from db.configuration import configuration
from db.connection.database import Database
from db.derived.derived import refresh_derived
from db.opening import database
from db.place import Place
from db.tables import Client, DerivedCourse, Rating, TherapySession
from demo.build import build_demo
from demo.entry import enter_demo
from demo.stories import STORIES

DAY = date(2026, 11, 24)


def content(demo: Database) -> list[tuple[object, ...]]:
    """Every rating, with its client and session."""
    with demo.read() as tx:
        rows = tx.execute(
            select(Client.code, Client.ending, TherapySession.number, TherapySession.held_on, Rating.answers)
            .join(TherapySession, TherapySession.client_id == Client.id)
            .join(Rating, Rating.session_id == TherapySession.id)
            .order_by(Client.code, TherapySession.number, Rating.rater)
        )
        return [tuple(row) for row in rows]


@pytest.mark.thorough
def test_the_same_day_gives_the_same_demo(demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_demo(demo, DAY)
    first = content(demo)
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path / "other"))
    demo.engine.dispose()
    database.cache_clear()
    configuration.cache_clear()
    other = database(Place.DEMO)
    build_demo(other, DAY)
    assert content(other) == first
    assert len(first) > 1_500


def test_derived_rows_are_up_to_date(built_demo: Database) -> None:
    enter_demo()
    kept = select(DerivedCourse.client_id, DerivedCourse.summary, DerivedCourse.snapshot).order_by("client_id")
    with built_demo.write() as tx:
        before = tx.execute(kept).all()
        for row in before:
            refresh_derived(tx, row.client_id)
        assert tx.execute(kept).all() == before
    assert len(before) > len(STORIES)
