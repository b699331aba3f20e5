"""Which column holds what: guessed, and refused before any row is read where it cannot work."""

from __future__ import annotations

import re

import pytest

from alliance_monitor.importing import (
    ImportFileError,
    answer_fields,
    guess,
    parse,
)
from alliance_monitor.instruments import UnknownInstrumentError, instrument
from alliance_monitor.records.ratings import Rater
from tests.support.import_cases import SRS, batch, table


def test_the_columns_of_an_srs_export_are_guessed() -> None:
    assert guess(SRS.strip().split(","), "srs") == {
        "client": "pairing_id",
        "session": "session_id",
        "goal": "goals_and_topics",
        "task": "approach_or_method",
        "bond": "relationship",
        "overall": "overall",
    }


def test_column_names_are_compared_without_case_and_punctuation() -> None:
    assert guess(["Patient ID", "Session-Nr", "Goals & Topics", "Session Date"]) == {
        "client": "Patient ID",
        "session": "Session-Nr",
        "goal": "Goals & Topics",
        "date": "Session Date",
    }


def test_single_items_are_guessed_by_their_number() -> None:
    header = ["client", "session", *[f"WAI_SR_{item}" for item in range(1, 13)], "item 13"]
    found = guess(header, "wai-sr")
    assert {item: found[item] for item in map(str, range(1, 13))} == {str(i): f"WAI_SR_{i}" for i in range(1, 13)}
    assert "item 13" not in found.values()


def test_fields_an_instrument_does_not_have_are_not_guessed_for_it() -> None:
    assert "overall" not in guess(["client", "overall"], "brief-session")
    assert answer_fields(instrument("srs"))["bond"] == "1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bond": None}, "No column is known for: bond"),
        ({"client": None, "session": None}, "client, session (or date)"),
        ({"bond": "nonsense"}, "no column “nonsense”"),
        ({"tension": "overall"}, "no field “tension”"),
        ({"overall": "relationship"}, "mapped to two fields"),
        ({"1": "total"}, "mapped twice"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_before_any_row(change: dict[str, str | None], said: str) -> None:
    read = table(SRS.strip() + ",total\n1,1,7,2,3,3,15\n")
    mapping = {field: column for field, column in (guess(read.header, "srs") | change).items() if column}
    with pytest.raises(ImportFileError, match=re.escape(said)):
        parse(read, mapping, instrument="srs", rater=Rater.CLIENT)


def test_a_missing_column_is_named_with_the_columns_there_are() -> None:
    with pytest.raises(ImportFileError, match=r"task.*The file's columns: client, session, goal, bond"):
        batch("client,session,goal,bond\nA,1,2,3\n", rater=Rater.CLIENT)


def test_who_rated_must_be_known_and_may_rate() -> None:
    with pytest.raises(ImportFileError, match="who rated"):
        batch(SRS + "1,1,7,2,3,3\n", "srs")
    with pytest.raises(ImportFileError, match="not filled in by the therapist"):
        batch(SRS + "1,1,7,2,3,3\n", "srs", Rater.THERAPIST)


def test_instruments_without_parts_of_the_alliance_are_refused() -> None:
    with pytest.raises(ImportFileError, match="srs"):
        batch("client,session\nA,1\n", "phq-9", Rater.CLIENT)
    with pytest.raises(UnknownInstrumentError):
        batch("client,session\nA,1\n", "tea-leaves", Rater.CLIENT)
