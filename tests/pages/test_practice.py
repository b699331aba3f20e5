"""The practice page and its file: aggregates for the lead, the own place for a therapist, nothing for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from sqlalchemy import select

from alliance_monitor.practice.measure import BY_ID, MEASURES
from db.access import Actor, NotAllowedError, Role
from db.opening import database
from db.place import Place
from db.sign_in.accounts import add_account
from db.sign_in.visits import live_visit
from db.store import Store, open_store
from db.tables import Account, AuditEntry, Client
from demo.entry import enter_demo
from pages.parts.shared import visitor
from tests.support.front_door import Door, opened
from tests.support.page_cases import open_page, page_text


@pytest.fixture
def lead(demo_there: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    token = enter_demo()
    monkeypatch.setattr(visitor, "token", lambda: token)
    visit = live_visit(token)
    assert visit is not None
    return open_store(visit.actor)


def as_role(*roles: Role) -> Store:
    """Somebody else of the demo practice."""
    demo = database(Place.DEMO)
    with demo.write() as tx:
        practice_id = tx.scalar(select(Account.practice_id)) or ""
        account = add_account(tx, practice_id, "-".join(roles), "Somebody", "", roles)
    return open_store(Actor(account, Place.DEMO))


def test_the_demo_shows_most_measures_and_hides_some_groups(lead: Store) -> None:
    today = visitor.today()
    for dimension in ("team", "pattern", "phase", "instrument"):
        release = lead.practice_release(today, dimension)
        first, last = release.months[0], release.months[-1]
        whole = [release.figure(one, first, last).share for one in MEASURES]
        assert sum(share is not None for share in whole) >= 7
    release = lead.practice_release(today, "pattern")
    groups = [one for measure in MEASURES for one in release.by_group(measure, first, last)]
    assert any(one.share is None for one in groups)
    assert any(one.share is not None for one in groups)
    teams = lead.practice_release(today, "team").by_group(BY_ID["ruptured"], first, last)
    assert {one.group for one in teams} == {"Team of Lou Demo", "Team of Robin Demo"}
    assert all(one.share is not None for one in teams)


def test_the_page_shows_figures_and_no_client(lead: Store) -> None:
    demo = database(Place.DEMO)
    with demo.read() as tx:
        codes = list(tx.scalars(select(Client.code)))
    app = open_page("practice")
    for dimension in ("", "team", "pattern", "phase", "instrument"):
        app.button_group(key="compare-by").set_value(dimension).run()
        for measure in MEASURES:
            app.selectbox(key="measure").set_value(measure.id).run()
            assert not app.exception
    told = page_text(app) + "".join(str(table.value) for table in app.table)
    assert "Sessions the client rated" in told
    assert "Kit Demo" in told, "a supervisee"
    assert "Mika Demo" not in told, "somebody else's"
    assert not any(code in told for code in codes)


def test_only_a_practice_lead_sees_the_practice_and_only_therapists_their_own(lead: Store) -> None:
    today = visitor.today()
    for role in (Role.THERAPIST, Role.SUPERVISOR, Role.ADMINISTRATOR):
        other = as_role(role)
        with pytest.raises(NotAllowedError):
            other.practice_release(today)
        with pytest.raises(NotAllowedError):
            other.practice_export(today)
    with pytest.raises(NotAllowedError):
        as_role(Role.PRACTICE_LEAD).own_funnels(today)
    names = {point.name for found in lead.own_funnels(today).values() for point in found.points}
    assert names == {"Robin Demo", "Kit Demo", "Sam Demo"}


def test_the_month_that_is_not_over_is_left_out(lead: Store) -> None:
    today = visitor.today()
    assert lead.practice_release(today).months[-1] < today.replace(day=1)


@pytest.fixture(scope="module")
def door(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(copytree(demo_once, tmp_path_factory.mktemp("practice") / "data")) as running:
        yield running


def test_the_file_comes_through_the_door(door: Door) -> None:
    assert door.browser(Accept="text/csv").get("/practice-file").status_code == 401
    browser: httpx.Client = door.browser()
    browser.post("/demo")
    answer = browser.get("/practice-file?by=team&since=2020-01&until=nonsense")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="practice.csv"'
    assert answer.text.splitlines()[0].endswith("low_95,high_95,remark")
    assert "Team of Robin Demo" in answer.text


def test_the_export_is_audited(lead: Store) -> None:
    lead.practice_export(visitor.today())
    with database(Place.DEMO).read() as tx:
        assert "practice.exported" in set(tx.scalars(select(AuditEntry.action)))
