"""The app as it is started for real: `alliance-monitor serve` in a process and a data folder of its own."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import select, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from db.access import Actor
from db.configuration import Configuration
from db.connection.row_scope import ALL_PRACTICES
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.store import Store
from db.tables import Account, Visit

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "alliance_monitor", "serve")
WITH_CHEAP_HASHES = (sys.executable, "-m", "tests.support.cheap_hashes")
"""The same but for the cost of a passphrase's hash."""

TLS = ssl.create_default_context()
"""Made once: every client would read all certificates anew, and none of them speaks https."""

PASSPHRASE = "seven slow copper kettles"
ROBIN = {"practice": "Elm Street", "name": "Robin Ash", "sign_in_name": "robin"}


@dataclass
class Door:
    """A running app and the folder it keeps its data in."""

    port: int
    data: Path
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, **headers: str) -> httpx.Client:
        """A browser of its own: cookies kept, redirects shown, Origin sent as browsers do."""
        return httpx.Client(
            base_url=self.address,
            headers={"Origin": self.address, "Accept": "text/html"} | headers,
            timeout=60,
            verify=TLS,
        )

    def set_up_code(self) -> str:
        """The code of this start, once the app serves."""
        assert httpx.get(f"{self.address}/health", timeout=60, verify=TLS).status_code == 200
        return (self.data / "set-up-code").read_text(encoding="ascii").strip()

    def set_up(self) -> httpx.Client:
        """Set up the practice; returns Robin's signed-in browser."""
        browser = self.browser()
        form = ROBIN | {"code": self.set_up_code(), "passphrase": PASSPHRASE, "again": PASSPHRASE}
        assert browser.post("/set-up", data=form).status_code == 303
        return browser

    def into_the_demo(self) -> httpx.Client:
        """A new browser that looks around the demo practice."""
        browser = self.browser()
        assert "set-cookie" in browser.post("/demo").headers
        return browser

    @contextmanager
    def demo_store(self) -> Iterator[Store]:
        """The store as the demo's person has it, once somebody has been there."""
        home = open_database(Place.DEMO, Configuration(data=self.data))
        with home.read(ALL_PRACTICES) as tx:
            account = tx.scalar(select(Account.id).where(Account.sign_in_name == "demo")) or ""
        yield Store(Actor(account, Place.DEMO), home)
        home.engine.dispose()

    def sign_in(self, passphrase: str = PASSPHRASE, name: str = "robin") -> httpx.Client:
        """A new browser in which Robin has signed in."""
        browser = self.browser()
        browser.post("/sign-in", data={"sign_in_name": name, "passphrase": passphrase})
        return browser

    def websocket(
        self, browser: httpx.Client | None = None, *, origin: str | None = None, resume: str = ""
    ) -> ClientConnection:
        """Streamlit's websocket with this browser's cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in (browser.cookies if browser else {}).items())
        protocols = [Subprotocol(each) for each in ("streamlit", "none", resume) if each]
        return connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=Origin(origin or self.address),
            subprotocols=protocols,
            additional_headers={"Cookie": cookies} if cookies else {},
            open_timeout=30,
        )


@contextmanager
def opened(
    data: Path, *, command: Sequence[str] = WITH_CHEAP_HASHES, folder: Path = ROOT, **settings: str | None
) -> Iterator[Door]:
    """Start the app in a fresh process and stop it afterwards. A setting of None takes the variable away."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = os.environ | {"ALLIANCE_DATA": str(data), "STREAMLIT_SERVER_PORT": str(port)} | settings
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={name: value for name, value in variables.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait(port, process)
        yield Door(port, data, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    """Until the port is open; nothing is requested, so that a test makes the very first request."""
    for _ in range(1200):
        if process.poll() is not None:
            raise AssertionError(process.stdout.read() if process.stdout else "ended")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the app did not start")


def past(door: Door, **ago: float) -> None:
    """Pretend that every visit was last used so long ago, such as `past(door, minutes=16)`."""
    home = open_database(Place.PRACTICE, Configuration(data=door.data))
    with home.write() as tx:
        tx.execute(update(Visit).values(seen_at=now() - timedelta(**ago)))
    home.engine.dispose()


def last_use_seconds(door: Door) -> float:
    """Seconds since any visit was last used."""
    home = open_database(Place.PRACTICE, Configuration(data=door.data))
    with home.read() as tx:
        newest = max(tx.scalars(select(Visit.seen_at).where(Visit.ended_at.is_(None))))
    home.engine.dispose()
    return (now() - newest).total_seconds()


def rerun(**fields: object) -> bytes:
    """The message with which a page asks to be drawn."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    for name, value in fields.items():
        setattr(message.rerun_script, name, value)
    return message.SerializeToString()


def flag(kind: str) -> bytes:
    """A message that is only a kind, such as clear_cache."""
    return BackMsg(**{kind: True}).SerializeToString()


KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
"""Every kind of message a browser can send."""


def of_kind(kind: str) -> bytes:
    """A message of this kind with as little in it as can be."""
    message = BackMsg()
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if field.message_type is None:
        setattr(message, kind, "x" if field.type == field.TYPE_STRING else True)
    else:
        getattr(message, kind).SetInParent()
    return message.SerializeToString()


def alert_of(page: httpx.Response) -> str:
    """The sentence a page says its error in."""
    found = re.search(r'role="alert"[^>]*>\s*([^<]*)', page.text)
    return found.group(1).strip() if found else ""
