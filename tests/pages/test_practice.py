"""The practice page and its file: aggregates for the lead, a therapist's own figures, nothing for others."""

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
from db.store import Store, open_store
from db.tables import Account, AuditEntry, Client
from pages.parts.shared import visitor
from tests.support.front_door import Door, opened
from tests.support.page_cases import open_page, page_text


def as_role(*roles: Role) -> Store:
    """Somebody else in the demo practice, with these roles."""
    demo = database(Place.DEMO)
    with demo.write() as tx:
        practice_id = tx.scalar(select(Account.practice_id)) or ""
        account = add_account(tx, practice_id, "-".join(roles), "Somebody", "", roles)
    return open_store(Actor(account, Place.DEMO))


def test_the_demo_shows_most_measures_and_hides_some_groups(demo_store: Store) -> None:
    today = visitor.today()
    for dimension in ("team", "pattern", "phase", "instrument"):
        release = demo_store.practice_release(today, dimension)
        first, last = release.months[0], release.months[-1]
        whole = [release.figure(measure, first, last).share for measure in MEASURES]
        assert sum(share is not None for share in whole) >= 7
    release = demo_store.practice_release(today, "pattern")
    groups = [figure for measure in MEASURES for figure in release.by_group(measure, first, last)]
    assert any(figure.share is None for figure in groups)
    assert any(figure.share is not None for figure in groups)
    teams = demo_store.practice_release(today, "team").by_group(BY_ID["ruptured"], first, last)
    assert {figure.group for figure in teams} == {"Team of Lou Demo", "Team of Robin Demo"}
    assert all(figure.share is not None for figure in teams)


def test_the_page_shows_figures_and_no_client(demo_store: Store) -> None:
    demo = database(Place.DEMO)
    with demo.read() as tx:
        codes = list(tx.scalars(select(Client.code)))
    app = open_page("practice")
    for dimension in ("", "team", "pattern", "phase", "instrument"):
        app.button_group(key="compare-by").set_value(dimension).run()
        for measure in MEASURES:
            app.selectbox(key="measure").set_value(measure.id).run()
            assert not app.exception
    shown = page_text(app) + "".join(str(table.value) for table in app.table)
    assert "Sessions the client rated" in shown
    assert "Kit Demo" in shown, "a supervisee"
    assert "Mika Demo" not in shown, "somebody else's"
    assert not any(code in shown for code in codes)


def test_only_a_practice_lead_sees_the_practice_and_only_therapists_their_own(demo_store: Store) -> None:
    today = visitor.today()
    for role in (Role.THERAPIST, Role.SUPERVISOR, Role.ADMINISTRATOR):
        other = as_role(role)
        with pytest.raises(NotAllowedError):
            other.practice_release(today)
        with pytest.raises(NotAllowedError):
            other.practice_export(today)
    with pytest.raises(NotAllowedError):
        as_role(Role.PRACTICE_LEAD).own_funnels(today)
    names = {point.name for funnel in demo_store.own_funnels(today).values() for point in funnel.points}
    assert names == {"Robin Demo", "Kit Demo", "Sam Demo"}


def test_the_current_month_is_left_out(demo_store: Store) -> None:
    today = visitor.today()
    assert demo_store.practice_release(today).months[-1] < today.replace(day=1)


@pytest.fixture(scope="module")
def door(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(copytree(demo_once, tmp_path_factory.mktemp("practice") / "data")) as running:
        yield running


def test_the_file_is_served_to_signed_in_visitors_only(door: Door) -> None:
    assert door.browser(Accept="text/csv").get("/practice-file").status_code == 401
    browser: httpx.Client = door.browser()
    browser.post("/demo")
    answer = browser.get("/practice-file?by=team&since=2020-01&until=nonsense")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="practice.csv"'
    assert answer.text.splitlines()[0].endswith("low_95,high_95,remark")
    assert "Team of Robin Demo" in answer.text


def test_the_export_is_audited(demo_store: Store) -> None:
    demo_store.practice_export(visitor.today())
    with database(Place.DEMO).read() as tx:
        assert "practice.exported" in set(tx.scalars(select(AuditEntry.action)))
