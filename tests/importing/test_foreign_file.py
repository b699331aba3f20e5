"""A file nobody here designed: simulated therapies rated on the Session Rating Scale, if it lies beside us."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_monitor.importing import parse, read_table
from alliance_monitor.records.ratings import Rater
from alliance_monitor.therapy.course import course
from db.store import Store

FILE = Path(__file__).resolve().parents[3] / "shared/data/simulated-therapies/survey_srs_logs_with_total.csv"
COLUMNS = {
    "client": "pairing_id",
    "session": "session_id",
    "bond": "relationship",
    "goal": "goals_and_topics",
    "task": "approach_or_method",
    "overall": "overall",
}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the file is not kept with the project")


def test_it_is_imported_whole_and_every_client_gets_a_trajectory(store: Store) -> None:
    batch = parse(read_table(FILE.name, FILE.read_bytes()), COLUMNS, instrument="srs", rater=Rater.CLIENT)
    batch.require_clean()
    outcome = store.import_sessions(batch.sessions, key="foreign")
    assert (outcome.ratings, outcome.sessions, outcome.clients) == (277, 277, 150)
    courses = [course(store.history(client.id)) for client in store.clients()]
    assert all(len(course.rows) == len(course.history.attended) for course in courses)
    statuses = {row.status for course in courses for row in course.rows}
    assert statuses == {"not_enough_data", "on_track", "possible", "likely"}
