"""The app in its own process, and its session form filled in."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.browser import Page
from benchmarks.pages import FORM, ROOT
from db.configuration import Configuration

SECONDS_TO_START = 90


def started(settings: Configuration, port: int) -> subprocess.Popen[bytes]:
    """Start the app as `make run` does, without waiting until it answers."""
    environment = os.environ | {
        "ALLIANCE_DATA": str(settings.data),
        "ALLIANCE_DATABASE": settings.database,
        "STREAMLIT_SERVER_PORT": str(port),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "alliance_monitor", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def session_page(port: int, cookie: str, client_id: str) -> Page:
    """The page for logging a session of this client, once the app answers."""
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return Page.open(port, cookie, page="session", query=f"client={client_id}")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def fill_in(page: Page, client_id: str) -> None:
    """Answer everything for both people; the page saves it as a draft."""
    for name in FORM:
        page.choose(f"entry:{client_id}:{name}", "1" if name.endswith("tension") else "6")
    page.rerun()
