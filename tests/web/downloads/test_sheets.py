"""Downloading sheets: for signed-in people who may see them, under a neutral name, not cached."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from pypdf import PdfReader

from db.connection.utc import now
from db.store import Store
from tests.support.front_door import Door, opened


@pytest.fixture(scope="module")
def door(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(copytree(demo_once, tmp_path_factory.mktemp("sheets") / "data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(door: Door) -> httpx.Client:
    """A browser in the demo."""
    return door.into_the_demo()


@pytest.fixture(scope="module")
def store(door: Door, browser: httpx.Client) -> Iterator[Store]:
    with door.demo_store() as store:
        yield store


def words(answer: httpx.Response) -> str:
    assert answer.status_code == 200
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def test_the_agenda_is_a_download_that_is_not_cached(browser: httpx.Client, store: Store) -> None:
    answer = browser.get("/sheets/agenda")
    first = store.agenda(now().astimezone().date()).items[0]
    assert first.label in words(answer)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="supervision-agenda.pdf"'


def test_a_case_sheet_has_no_code_and_the_therapists_own_summary_has(browser: httpx.Client, store: Store) -> None:
    item = store.agenda(now().astimezone().date()).items[0]
    told = words(browser.get(f"/sheets/case/{item.case_id}"))
    assert item.label in told
    assert "S-0" not in told
    own = next(client for client in store.clients() if client.code.startswith("D-07"))
    assert "D-07 Gorse" in words(browser.get(f"/sheets/own/{own.id}"))


def test_other_peoples_clients_are_not_found(browser: httpx.Client, store: Store) -> None:
    item = store.agenda(now().astimezone().date()).items[0]
    own = store.clients()[0]
    for path in (f"/sheets/own/{item.case_id}", f"/sheets/case/{own.id}", "/sheets/case/nobody"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "not yours to see" in answer.text
        assert "D-0" not in answer.text


def test_no_sheet_without_a_visit_or_for_another_site(door: Door, browser: httpx.Client) -> None:
    assert door.browser().get("/sheets/agenda").headers["location"].startswith("/sign-in")
    assert door.browser(Accept="application/pdf").get("/sheets/agenda").status_code == 401
    assert browser.get("/sheets/agenda", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
