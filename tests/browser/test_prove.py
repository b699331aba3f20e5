"""Printing some time after sign-in in a real browser: the new tab asks for the passphrase once, then sends the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader
from sqlalchemy import update

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.access import Actor
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.store import Store
from db.tables import Account, Visit
from tests.support.chromium import PHONE, SCREENSHOTS, WIDE, Watched
from tests.support.extent import parametrize_part
from tests.support.front_door import PASSPHRASE, Door, opened

pytestmark = pytest.mark.browser
TODAY = now().date()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("printing") / "data") as door:
        door.set_up().close()
        yield door


@pytest.fixture(scope="module")
def home(door: Door) -> Iterator[tuple[Database, str]]:
    """The practice's database, and the id of a client of Robin's."""
    home = open_database(Place.PRACTICE, Configuration(data=door.data))
    with home.read() as tx:
        account = tx.execute(Account.__table__.select()).one().id
    robin = Store(Actor(account, Place.PRACTICE), home)
    client = robin.add_client(ClientEntry(code="Heron-3", started_on=TODAY), key="c")
    rating = Rating(rater=Rater.THERAPIST, goal=5, task=5, bond=5)
    robin.record_session(client, SessionEntry(held_on=TODAY, ratings=(rating,)), key="s")
    yield home, client
    home.engine.dispose()


@parametrize_part(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_the_passphrase_is_asked_for_once_and_the_file_is_sent(
    door: Door, home: tuple[Database, str], browser: Browser, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    visit = door.sign_in()
    window = Watched(browser, door.address, size=size, scheme=scheme)
    window.context.add_cookies(
        [{"name": name, "value": value, "url": door.address} for name, value in visit.cookies.items()]
    )
    window.go(f"/client?client={home[1]}")
    window.sees("Summary for your own file")
    window.settled()
    with home[0].write() as tx:
        tx.execute(update(Visit).values(proved_at=now() - timedelta(minutes=11)))
    window.picture(f"before-printing-{size[0]}")
    link = window.page.get_by_role("link", name="Summary for your own file")
    with window.context.expect_page() as opening:
        link.click()
    tab = opening.value
    tab.get_by_role("heading", name="Confirm that it is you").wait_for()
    tab.screenshot(path=SCREENSHOTS / f"prove-{size[0]}.png")
    assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]
    tab.get_by_label("Passphrase").fill("not quite right at six")
    tab.get_by_role("button", name="Get the file").click()
    tab.get_by_role("alert").wait_for()
    tab.screenshot(path=SCREENSHOTS / f"prove-again-{size[0]}.png")
    tab.get_by_label("Passphrase").fill(PASSPHRASE)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Get the file").click()
    download.value.save_as(tmp_path / "summary.pdf")
    assert download.value.suggested_filename == "summary.pdf"
    assert "Heron-3" in PdfReader(tmp_path / "summary.pdf").pages[0].extract_text()
    tab.get_by_role("heading", name="Here is your file").wait_for()
    tab.screenshot(path=SCREENSHOTS / f"proved-{size[0]}.png")
    assert window.complaints == []
    window.context.close()
    visit.close()
