"""How a practice lets its sessions be judged: who changed what when, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import numpy as np
import pytest
from sqlalchemy import select

from alliance_monitor.detection.operating_point import (
    AS_SHIPPED,
    FLAG_LIMITS,
    OperatingPoint,
    Workload,
    predicted_alarms,
)
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.importing import ImportedSession
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.course import course
from db.access import Actor, NotAllowedError, Role
from db.connection.database import Database
from db.maintenance.rebuild import rebuild
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import AuditEntry, DerivedCourse, Practice
from tests.support.page_cases import open_page, page_text, press, signed_in

START = date(2026, 1, 5)
TODAY = START + timedelta(weeks=12)
LEVELS = (6.0, 6.0, 5.7, 6.0, 5.25)
"""The last one is a possible rupture only where sessions are flagged more readily than as shipped."""


def entry(week: int, level: float) -> SessionEntry:
    ratings = tuple(Rating(rater=rater, goal=level, task=level, bond=level, tension=1) for rater in Rater)
    return SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings)


def therapy(store: Store, *levels: float, code: str = "C-1") -> str:
    client_id = store.add_client(ClientEntry(code=code, started_on=START), key=f"add {code}")
    for week, level in enumerate(levels):
        store.record_session(client_id, entry(week, level), key=f"{code} {week}")
    return client_id


def archive(store: Store, clients: int) -> None:
    rng = np.random.default_rng(1)
    sessions = []
    for client in range(clients):
        usual = rng.normal(4.2, 0.5)
        for week in range(4):
            level = float(np.clip(round(rng.normal(usual, 0.3), 1), 1, 7))
            sessions.append(ImportedSession(client_code=f"A-{client}", entry=entry(week, level)))
    store.import_sessions(sessions, key="archive")


def kept(practice: Database, client_id: str) -> tuple[str, str]:
    with practice.read() as tx:
        row = tx.execute(select(DerivedCourse.__table__).where(DerivedCourse.client_id == client_id)).one()
    return row.summary["status"], row.model_version


@pytest.mark.engines("sqlite", "postgresql")
def test_other_settings_judge_kept_therapies_anew_and_every_change_is_told(store: Store, practice: Database) -> None:
    client_id = therapy(store, *LEVELS)
    assert store.detection() == AS_SHIPPED
    assert store.detection_changes() == ()
    before, version = kept(practice, client_id)
    store.change_detection(OperatingPoint.MORE, own_norms=False, key="more")
    assert store.judge_again() == 1
    after, changed = kept(practice, client_id)
    assert (before, after) == ("on_track", "possible")
    assert version != changed
    assert [flag.status for flag in course(store.history(client_id)).flags] == ["possible"]
    store.change_detection(OperatingPoint.FEWER, own_norms=False, key="fewer")
    store.judge_again()
    assert kept(practice, client_id)[0] == "on_track"
    newest, oldest = store.detection_changes()
    assert (oldest.by, oldest.before.point, oldest.after.point) == ("Ada", OperatingPoint.USUAL, OperatingPoint.MORE)
    assert (newest.before.point, newest.after.point) == (OperatingPoint.MORE, OperatingPoint.FEWER)
    assert newest.at >= oldest.at
    with practice.read() as tx:
        actions = list(tx.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("detection"))))
    assert actions == ["detection.changed", "detection.judged_again"] * 2


def test_a_session_recorded_after_a_change_is_judged_by_it_even_before_all_are(
    store: Store, practice: Database
) -> None:
    client_id = therapy(store, *LEVELS[:-1])
    store.change_detection(OperatingPoint.MORE, own_norms=False, key="more")
    store.record_session(client_id, entry(len(LEVELS), LEVELS[-1]), key="newest")
    status, version = kept(practice, client_id)
    assert status == "possible"
    assert store.judge_again() == 0
    assert kept(practice, client_id) == (status, version)
    store.record_session(client_id, entry(len(LEVELS) + 1, 6.0), key="one more")
    appended = kept(practice, client_id)
    rebuild(practice)
    assert kept(practice, client_id) == appended


def test_very_many_therapies_are_judged_by_them_too(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_ids = [therapy(store, *LEVELS, code=f"C-{number}") for number in range(3)]
    store.change_detection(OperatingPoint.MORE, own_norms=False, key="more")
    store.judge_again()
    one_by_one = [kept(practice, client_id) for client_id in client_ids]
    monkeypatch.setattr(import_module("db.maintenance.rebuild"), "BULK_FROM", 0)
    rebuild(practice)
    assert [kept(practice, client_id) for client_id in client_ids] == one_by_one
    assert {status for status, _ in one_by_one} == {"possible"}


def test_counts_of_months_are_the_same_practice_before_and_after(store: Store, practice: Database, ada: Actor) -> None:
    therapy(store, *LEVELS)
    therapy(store, 6, 6, 6, code="C-2")
    before = store.therapist_months(START, TODAY)[ada.account_id]
    store.change_detection(OperatingPoint.MORE, own_norms=False, key="more")
    store.judge_again()
    after = store.therapist_months(START, TODAY)[ada.account_id]
    assert [counts.sessions for counts in after.values()] == [counts.sessions for counts in before.values()]
    assert sum(counts.flags for counts in after.values()) == sum(counts.flags for counts in before.values()) + 1


def test_the_same_settings_again_and_a_double_click_change_nothing(store: Store) -> None:
    with pytest.raises(InvalidEntryError, match="in force already"):
        store.change_detection(OperatingPoint.USUAL, own_norms=False, key="nothing")
    store.change_detection(OperatingPoint.MORE, own_norms=False, key="once")
    store.change_detection(OperatingPoint.MORE, own_norms=False, key="once")
    assert len(store.detection_changes()) == 1


def test_only_an_administrator_changes_them_and_everyone_may_read_them(store: Store, practice: Database) -> None:
    with practice.write() as tx:
        practice_id = tx.scalar(select(Practice.id)) or ""
        person = add_account(tx, practice_id, "ben", "Ben", "", (Role.THERAPIST,))
    ben = open_store(Actor(person, practice.place))
    with pytest.raises(NotAllowedError):
        ben.change_detection(OperatingPoint.MORE, own_norms=False, key="more")
    with pytest.raises(NotAllowedError):
        ben.judge_again()
    store.change_detection(OperatingPoint.FEWER, own_norms=False, key="fewer")
    assert ben.detection().point is OperatingPoint.FEWER
    assert len(ben.detection_changes()) == 1


def test_a_small_archive_gives_no_norms_of_its_own_and_a_large_one_does(store: Store) -> None:
    therapy(store, *LEVELS)
    with pytest.raises(InvalidEntryError, match="too small"):
        store.change_detection(OperatingPoint.USUAL, own_norms=True, key="early")
    assert store.detection() == AS_SHIPPED
    archive(store, 55)
    norms = store.change_detection(OperatingPoint.USUAL, own_norms=True, key="norms").own_norms
    assert norms is not None
    assert norms.clients >= 55
    assert norms.client_alliance.level == pytest.approx(4.2, abs=0.3)
    assert store.detection().norms == norms
    assert store.history(store.clients()[0].id).detection.norms == norms


def test_each_point_flags_more_than_the_one_before_and_says_so() -> None:
    for status in ("likely", "possible"):
        few, usual, many = (FLAG_LIMITS[point][status] for point in OperatingPoint)
        assert few.limit > usual.limit > many.limit
        assert few.false_alarms < usual.false_alarms < many.false_alarms
        assert few.found < usual.found < many.found


def test_the_burden_is_sessions_times_the_measured_rate(store: Store) -> None:
    assert store.workload(TODAY).per_therapist_week is None
    therapy(store, *LEVELS)
    therapy(store, 6, 6, code="C-2")
    workload = store.workload(TODAY)
    assert workload == Workload(sessions=7, therapists=1, weeks=13)
    assert workload.per_therapist_week == pytest.approx(7 / 13)
    assert store.workload(TODAY + timedelta(days=400)).per_therapist_week is None
    assert predicted_alarms(OperatingPoint.USUAL, "possible", 20) == pytest.approx(1.06)


def test_an_administrator_changes_them_on_screen_and_the_methods_page_tells_it(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = therapy(store, *LEVELS)
    signed_in(practice, monkeypatch)
    app = open_page("administration")
    app.radio(key="operating-point").set_value(OperatingPoint.MORE)
    press(app, "Use these settings")
    assert not app.exception
    assert "1 therapy was judged again" in page_text(app)
    assert kept(practice, client_id)[0] == "possible"
    methods = open_page("methods")
    assert "**more flags, published norms**" in page_text(methods)
    assert "*possible or likely* in **8** of 100" in page_text(methods)
    assert any("Ada" in str(table.value.to_dict()) for table in methods.table)
