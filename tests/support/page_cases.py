"""The pages run in-process, signed in as Ada, on a real encrypted file."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.connection.database import Database
from db.connection.utc import now
from db.sign_in.visits import begin_visit
from db.store import Store
from db.tables import Account
from pages.parts.shared import visitor

FRAME = Path(__file__).resolve().parents[2] / "pages" / "_app.py"
SECONDS = 30
LAZY_EXPANDER = import_module("pages.parts.shared.lazy_expander")
"""The module, not the function that its package exports under the same name."""


def signed_in(practice: Database, monkeypatch: pytest.MonkeyPatch, name: str = "ada") -> str:
    """Begin a visit of Ada, or of somebody else; pages then read its token where a browser would send the cookie."""
    with practice.write() as tx:
        account_id = tx.scalar(select(Account.id).where(Account.sign_in_name == name)) or ""
        token = begin_visit(tx, practice.place, account_id)
    monkeypatch.setattr(visitor, "token", lambda: token)
    open_every_expander(monkeypatch)
    return token


def open_every_expander(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw every lazy expander as if it had been opened, so that tests can use what is in it."""
    monkeypatch.setattr(LAZY_EXPANDER, "was_opened", lambda _key, is_open: True)  # noqa: ARG005 - called with its name


def open_page(name: str, client_id: str | None = None) -> AppTest:
    """The app on one page, as after following a link to it."""
    app = AppTest.from_file(FRAME, default_timeout=SECONDS)
    if client_id is not None:
        app.query_params["client"] = client_id
    app.run()
    if name != "caseload":
        app.switch_page(f"{name}.py").run()
    return app


def page_text(app: AppTest) -> str:
    """All text of a page, alerts included."""
    blocks = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning, app.success, app.info)
    return "\n".join(str(element.value) for block in blocks for element in block)


def button(app: AppTest, label: str) -> Button:
    """The first button with this label."""
    return next(element for element in app.button if element.label == label)


def button_labels(app: AppTest) -> list[str]:
    """The labels of all buttons."""
    return [element.label for element in app.button]


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label and let the page run."""
    button(app, label).click().run()
    return app


def cautions(app: AppTest) -> int:
    """How many prompts are shown: each has a caution."""
    return sum(str(element.value).startswith("Caution: ") for element in app.caption)


def today() -> date:
    return now().astimezone().date()


def client_with(store: Store, *levels: float, code: str = "C-1") -> str:
    """A client whom both raters gave these ratings week by week; below 5 with tension."""
    start = today() - timedelta(weeks=len(levels))
    client_id = store.add_client(ClientEntry(code=code, started_on=start), key=f"add-{code}")
    for week, level in enumerate(levels):
        ratings = tuple(
            Rating(rater=rater, goal=level, task=level, bond=level, tension=1 if level >= 5 else 4) for rater in Rater
        )
        entry = SessionEntry(held_on=start + timedelta(weeks=week), ratings=ratings)
        store.record_session(client_id, entry, key=f"{code}-{week}")
    return client_id
