"""A practice under attack: the running app, the people in it, and what may never be found outside."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx

from db.access import Actor
from db.connection.database import Database
from db.connection.utc import now
from db.place import Place
from db.store import Store
from tests.support.front_door import PASSPHRASE, Door
from tests.support.phone import Phone

TODAY = now().astimezone().date()
CODE, NOTE = "Willow-77", "She said that nobody may ever read this."
SECRETS = (CODE, NOTE, PASSPHRASE)
"""What no answer to an attacker and no line of the log may hold."""


@dataclass
class Target:
    """The running app, the people in it, and what the owner of a client recorded."""

    door: Door
    home: Database
    phones: dict[str, Phone] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    client_id: str = ""
    session_id: str = ""
    log: list[str] = field(default_factory=list)

    def store(self, name: str) -> Store:
        """What this person can reach, past the gate."""
        return Store(Actor(self.ids[name], Place.PRACTICE), self.home)

    def recovery_code(self, name: str) -> str:
        """A code this person has not used yet; it stays on their list."""
        if not self.phones[name].recovery_codes:
            self.phones[name].recovery_codes = list(self.store(name).new_recovery_codes())
        return self.phones[name].recovery_codes[-1]

    def signed_in(self, name: str = "robin") -> httpx.Client:
        """A fresh browser in which this person has taken both steps."""
        self.recovery_code(name)
        browser = self.door.browser()
        assert browser.post("/sign-in", data={"sign_in_name": name, "passphrase": PASSPHRASE}).status_code == 303
        assert self.phones[name].through_page(browser).status_code in (200, 303)
        assert inside(browser)
        return browser

    def stands(self) -> None:
        """The server still runs and answers, and its log holds no secret and no traceback."""
        assert self.door.process.poll() is None
        with self.door.browser() as browser:
            assert browser.get("/health").status_code == 200
        written = "".join(self.log)
        for secret in SECRETS:
            assert secret not in written
        assert "Traceback" not in written


def inside(browser: httpx.Client) -> bool:
    """Whether this browser reaches a page."""
    return browser.get("/session").status_code == 200
