"""Downloading a client's file: for their own therapist only, under a neutral name, not cached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle

from alliance_monitor.client_file import ClientFile
from db.connection.utc import now
from db.store import Store
from tests.support.front_door import Door, opened


@pytest.fixture(scope="module")
def door(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(copytree(demo_once, tmp_path_factory.mktemp("files") / "data")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(door: Door) -> httpx.Client:
    """A browser in the demo."""
    return door.into_the_demo()


@pytest.fixture(scope="module")
def store(door: Door, browser: httpx.Client) -> Iterator[Store]:
    with door.demo_store() as store:
        yield store


def test_the_file_contains_the_whole_therapy_and_its_name_nothing_about_the_client(
    browser: httpx.Client, store: Store
) -> None:
    client = next(client for client in store.clients() if client.code.startswith("D-07"))
    answer = browser.get(f"/client-file/{client.id}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="client-file.json"'
    file, history = ClientFile.model_validate_json(answer.content), store.history(client.id)
    assert (file.therapy.code, len(file.sessions)) == (client.code, len(history.sessions))
    assert len(file.outcomes) == len(history.outcomes) > 0
    assert len(file.episodes) == len(history.episodes) > 0
    again = ClientFile.model_validate_json(browser.get(f"/client-file/{client.id}").content)
    assert [look.action for look in again.looks].count("client.exported") == 1


def test_every_client_of_the_demo_has_a_valid_bundle(browser: httpx.Client, store: Store) -> None:
    for client in store.clients():
        answer = browser.get(f"/client-file/{client.id}/fhir")
        assert answer.headers["content-type"] == "application/fhir+json"
        Bundle.model_validate_json(json.dumps(answer.json()))


def test_other_peoples_clients_are_not_found_and_other_sites_get_nothing(
    door: Door, browser: httpx.Client, store: Store
) -> None:
    other = store.agenda(now().astimezone().date()).items[0].case_id
    own = store.clients()[0].id
    for path in (f"/client-file/{other}", f"/client-file/{other}/fhir", "/client-file/nobody"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "not yours to see" in answer.text
    assert door.browser(Accept="application/json").get(f"/client-file/{own}").status_code == 401
    assert browser.get(f"/client-file/{own}", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
