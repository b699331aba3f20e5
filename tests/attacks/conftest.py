"""A practice under attack: a real server with three people in it, and a log in which nothing may be found.

`make attack` runs this folder alone, with all mutated frames and requests, as `make test-all` does; `make test` runs
a part of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from threading import Thread

import httpx
import pytest

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.access import Role
from db.configuration import Configuration
from db.opening import open_database
from db.place import Place
from db.tables import Account
from tests.support.attack_target import CODE, NOTE, TODAY, Target
from tests.support.extent import EVERYTHING
from tests.support.front_door import PASSPHRASE, opened
from tests.support.phone import Phone


def _read(target: Target) -> None:
    for line in target.door.process.stdout or ():
        target.log.append(line)


@pytest.fixture(scope="session")
def target(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Robin (therapist, administrator, owner of a client), Ben (therapist) and Kim (practice lead)."""
    data = copytree(demo_once, tmp_path_factory.mktemp("attacks") / "data")
    with opened(data, ALLIANCE_REQUESTS_PER_MINUTE="0", ALLIANCE_LOG="json") as door:
        target = Target(door, open_database(Place.PRACTICE, Configuration(data=data)))
        Thread(target=_read, args=(target,), daemon=True).start()
        door.set_up().close()
        with target.home.read() as tx:
            target.ids["robin"] = tx.execute(Account.__table__.select()).one().id
        robin = target.store("robin")
        target.phones["robin"] = Phone()
        secret = robin.begin_second_factor().secret
        target.phones["robin"].recovery_codes = list(robin.confirm_second_factor(Phone(secret).code()))
        target.phones["robin"].secret = secret
        target.client_id = robin.add_client(ClientEntry(code=CODE, started_on=TODAY), key="c")
        entry = SessionEntry(held_on=TODAY, ratings=(Rating(rater=Rater.THERAPIST, goal=5),), note=NOTE)
        target.session_id = robin.record_session(target.client_id, entry, key="s")
        for name, role in (("ben", Role.THERAPIST), ("kim", Role.PRACTICE_LEAD)):
            code = robin.add_colleague(name, name.title(), [role], key=name)
            target.ids[name] = next(colleague.id for colleague in robin.colleagues() if colleague.sign_in_name == name)
            target.phones[name] = Phone()
            with door.browser() as browser:
                form = {"sign_in_name": name, "code": code} | dict.fromkeys(("passphrase", "again"), PASSPHRASE)
                assert browser.post("/first-sign-in", data=form).status_code == 303
                target.phones[name].through_page(browser)
        yield target
        target.stands()
        target.home.engine.dispose()


@pytest.fixture
def robin(target: Target) -> Iterator[httpx.Client]:
    """Robin's browser, signed in."""
    browser = target.signed_in("robin")
    yield browser
    browser.close()


@pytest.fixture
def ben(target: Target) -> Iterator[httpx.Client]:
    """Ben's browser, signed in: somebody from inside."""
    browser = target.signed_in("ben")
    yield browser
    browser.close()


@pytest.fixture
def nobody(target: Target) -> Iterator[httpx.Client]:
    """A browser without a visit."""
    browser = target.door.browser()
    yield browser
    browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Keep the figures for the last line."""
    said = terminalreporter.stats
    passed = len(said.get("passed", ()))
    config.attacks = (passed, len(said.get("failed", ())) + len(said.get("error", ())))  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line of `make attack`."""
    if EVERYTHING and hasattr(config, "attacks"):
        print("{} passed, {} failed".format(*config.attacks))
