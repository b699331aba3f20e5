"""Two replicas of the app behind one proxy, on one PostgreSQL: one is killed, and nobody loses anything."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from alliance_monitor.records.entry import ClientEntry
from alliance_monitor.records.ratings import Rater
from benchmarks.browser import Page
from benchmarks.pages import FORM
from db.access import Actor
from db.audit.log import verify
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.store import Store
from db.tables import Account
from tests.support.front_door import PASSPHRASE, ROBIN, TLS, Door, opened
from tests.support.postgres import PostgresServer
from tests.support.proxy import proxy

PEOPLE = 6
TODAY = now().date()


@dataclass
class Replicas:
    """Both replicas, the port of the proxy in front of them, and their database."""

    first: Door
    second: Door
    port: int
    home: Database
    store: Store

    def browser(self) -> httpx.Client:
        """A browser that connects to the proxy."""
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(
            base_url=address, headers={"Origin": address, "Accept": "text/html"}, timeout=60, verify=TLS
        )

    def sign_in(self) -> httpx.Client:
        """A browser in which Robin has signed in."""
        browser = self.browser()
        form = {"sign_in_name": ROBIN["sign_in_name"], "passphrase": PASSPHRASE}
        assert browser.post("/sign-in", data=form).status_code == 303
        return browser

    def page(self, browser: httpx.Client, client_id: str) -> Page:
        """The session form of this client in this browser."""
        cookie = f"alliance={browser.cookies['alliance']}"
        return Page.open(self.port, cookie, page="session", query=f"client={client_id}")


@pytest.fixture(scope="module")
def replicas(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """A practice set up through one of them. They share the key ring and the database, but no folder."""
    folders = [tmp_path_factory.mktemp(name) / "data" for name in ("first", "second")]
    with postgres.copy() as url:
        settings = {"ALLIANCE_DATABASE": url, "ALLIANCE_TRUSTED_PROXIES": "1", "ALLIANCE_REQUESTS_PER_MINUTE": "0"}
        with opened(folders[0], **settings) as first:
            first.set_up().close()
            folders[1].mkdir(mode=0o700)
            shutil.copy2(first.data / "vault.keys", folders[1] / "vault.keys")
            with opened(folders[1], **settings) as second, proxy(first.port, second.port) as port:
                home = open_database(Place.PRACTICE, Configuration(data=first.data, database=url))
                with httpx.Client(base_url=second.address, verify=TLS, timeout=60) as asking:
                    assert asking.get("/ready").status_code == 200
                yield Replicas(first, second, port, home, robin(home))
                home.engine.dispose()


def robin(home: Database) -> Store:
    """Robin's store, past the gate."""
    with home.read() as tx:
        return Store(Actor(tx.execute(Account.__table__.select()).one().id, Place.PRACTICE), home)


def test_one_is_killed_and_everyone_stays_signed_in_with_their_drafts(replicas: Replicas) -> None:
    store = replicas.store
    clients = [store.add_client(ClientEntry(code=f"R-{n}", started_on=TODAY), key=f"c{n}") for n in range(PEOPLE)]
    browsers = [replicas.sign_in() for _ in clients]
    pages = [replicas.page(browser, client) for browser, client in zip(browsers, clients, strict=True)]
    for page, client in zip(pages, clients, strict=True):
        for name in FORM:
            page.choose(f"entry:{client}:{name}", "2" if name.endswith("tension") else "5")
        page.rerun()

    replicas.first.process.kill()
    replicas.first.process.wait(timeout=30)

    lived = Counter[bool]()
    for page in pages:
        try:
            page.rerun()
            lived[True] += 1
        except ConnectionClosed:
            lived[False] += 1
    assert lived[True] > 0  # the proxy had spread them
    assert lived[False] > 0
    for browser, client in zip(browsers, clients, strict=True):
        assert browser.get("/session").status_code == 200
        page = replicas.page(browser, client)
        page.rerun(press="save-session")
        assert "Saved." in page.said
    for client in clients:
        (session,) = store.history(client).sessions
        for rater in Rater:
            said = session.rating_by(rater)
            assert said is not None
            assert (said.goal, said.task, said.bond, said.tension) == (5, 5, 5, 2)
    assert verify(replicas.home).findings == ()
    for browser in browsers:
        browser.close()


def test_a_visit_ended_on_one_replica_has_ended_on_the_other(replicas: Replicas, tmp_path: Path) -> None:
    """The first replica is restarted, and each is asked directly."""
    settings = {"ALLIANCE_DATABASE": str(replicas.home.engine.url.render_as_string(hide_password=False))}
    shutil.copytree(replicas.first.data, tmp_path / "data")
    with opened(tmp_path / "data", **settings) as again:
        browser = again.sign_in()
        cookie = {"Cookie": f"alliance={browser.cookies['alliance']}"}
        other = replicas.second.browser(**cookie)
        assert other.get("/session").status_code == 200
        assert other.post("/sign-out").status_code == 303
        assert browser.get("/session").status_code == 303
        other.close()
        browser.close()
