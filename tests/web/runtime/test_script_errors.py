"""A failed page shows one calm sentence, and the log contains no user input."""

from __future__ import annotations

import logging

import pytest
import streamlit as st
from streamlit.error_util import handle_uncaught_app_exception

from alliance_monitor.errors import AllianceError
from db.connection.database import Database
from db.store import Store
from tests.support.page_cases import open_page, signed_in
from web.runtime.script_errors import keep_values_out_of_the_log, show_error


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(st, "error", lambda text, **_: sentences.append(text))
    return sentences


def test_an_alliance_error_is_shown_with_its_own_text(shown: list[str], caplog: pytest.LogCaptureFixture) -> None:
    assert show_error(AllianceError("The file is empty.", "Choose another."))
    assert shown == ["The file is empty. Choose another."]
    assert caplog.records == []


def test_any_other_error_is_a_calm_sentence_and_a_location_in_the_log(
    shown: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    try:
        int("Willow cried")
    except ValueError as error:
        assert show_error(error)
    assert "Something went wrong" in shown[0]
    assert "Willow" not in shown[0] + caplog.text
    assert "ValueError at test_any_other_error" in caplog.text
    reference = shown[0].split("mention ")[1].rstrip(".")
    assert reference in caplog.text


def test_streamlit_logs_no_traceback_of_a_failed_page(
    practice: Database,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    keep_values_out_of_the_log()
    signed_in(practice, monkeypatch)

    def fail(*_: object) -> None:
        raise ValueError("Willow cried")

    monkeypatch.setattr(Store, "clients", fail)
    with caplog.at_level(logging.DEBUG):
        app = open_page("client")
        assert app.exception
        handle_uncaught_app_exception(ValueError("Willow cried"))
    printed = capfd.readouterr()
    assert "Willow" not in caplog.text + printed.out + printed.err
