"""The pages run in-process, signed in as Ada, on a real encrypted file."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

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
"""The module, not the function of the same name that its folder hands on."""


def signed_in(practice: Database, monkeypatch: pytest.MonkeyPatch, name: str = "ada") -> str:
    """Begin a visit of Ada, or of somebody else; pages then read its token where a browser would send the cookie."""
    with practice.write() as tx:
        account_id = tx.scalar(select(Account.id).where(Account.sign_in_name == name)) or ""
        token = begin_visit(tx, practice.place, account_id)
    monkeypatch.setattr(visitor, "token", lambda: token)
    unfold(monkeypatch)
    return token


def unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every folded part of a page had been opened: what is in it is there to be used."""
    monkeypatch.setattr(LAZY_EXPANDER, "was_opened", lambda _key, is_open: True)  # noqa: ARG005 - called with its name


def open_page(name: str, client_id: str | None = None) -> AppTest:
    """The app on one page, as a browser that was sent there."""
    app = AppTest.from_file(FRAME, default_timeout=SECONDS)
    if client_id is not None:
        app.query_params["client"] = client_id
    app.run()
    if name != "caseload":
        app.switch_page(f"{name}.py").run()
    return app


def page_text(app: AppTest) -> str:
    """Everything a page says in text, alerts included."""
    blocks = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning, app.success, app.info)
    return "\n".join(str(element.value) for block in blocks for element in block)


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label and let the page run."""
    next(one for one in app.button if one.label == label).click().run()
    return app


def today() -> date:
    return now().astimezone().date()


def client_with(store: Store, *levels: float, code: str = "C-1") -> str:
    """A client whose two raters gave these levels week by week; below 5 they noticed tension."""
    start = today() - timedelta(weeks=len(levels))
    client_id = store.add_client(ClientEntry(code=code, started_on=start), key=f"add-{code}")
    for week, level in enumerate(levels):
        ratings = tuple(
            Rating(rater=rater, goal=level, task=level, bond=level, tension=1 if level >= 5 else 4) for rater in Rater
        )
        entry = SessionEntry(held_on=start + timedelta(weeks=week), ratings=ratings)
        store.record_session(client_id, entry, key=f"{code}-{week}")
    return client_id
