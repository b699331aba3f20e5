"""The files instruments come in: each is checked when it is read, and nothing of it can be changed afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pydantic import ValidationError

import alliance_monitor
from alliance_monitor.errors import AllianceError
from alliance_monitor.instruments import (
    DefinitionError,
    UnknownInstrumentError,
    instrument,
    read_definition,
    score,
)
from alliance_monitor.instruments.library import SHELF, read_shelf
from tests.support.instrument_cases import IDS, form


def test_an_unknown_instrument_or_version_is_named_in_the_error():
    with pytest.raises(UnknownInstrumentError, match="“bdi”"):
        instrument("bdi")
    with pytest.raises(UnknownInstrumentError, match="version 99"):
        instrument("srs", 99)


def test_definitions_and_scores_cannot_be_changed():
    with pytest.raises(ValidationError):
        instrument("srs").name = "another"
    with pytest.raises(ValidationError):
        score(instrument("srs"), form(8, 8, 8, 8)).risk = True


MINIMAL = """
id = "mood"
version = {version}
name = "Mood"
short = "Mood"
language = "any"
use = "outcome"
raters = ["client"]
items = 2
answers = [0, 4]
missing = "none"
unit = "sum"
source = "test"
licence = "free"
[[subscales]]
id = "total"
name = "Total"
high_means = "better mood"
items = {items}
scoring = "sum"
native = [0, 8]
"""


def test_the_newest_version_is_used_unless_another_is_asked_for(tmp_path):
    for version in (1, 2):
        (tmp_path / f"mood-{version}.toml").write_text(MINIMAL.format(version=version, items="[1, 2]"))
    assert [definition.version for definition in read_shelf(tmp_path)] == [1, 2]


def test_two_files_with_the_same_version_are_refused_by_name(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(MINIMAL.format(version=1, items="[1, 2]"))
    with pytest.raises(DefinitionError, match=r"two\.toml repeats mood version 1"):
        read_shelf(tmp_path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id = ", "not readable TOML"),
        ('id = "mood"', "version: Field required"),
        (MINIMAL.format(version=1, items="[1]"), "every item from 1 on"),
        (MINIMAL.format(version=1, items="[1, 2, 3]"), "every item from 1 on"),
        (MINIMAL.format(version=1, items="[1, 2]") + "reversed = [3]", "reversed and minus items"),
        (MINIMAL.format(version=1, items="[1, 2]") + "revrsed = [1]", "Extra inputs"),
        (MINIMAL.format(version=1, items="[1, 2]") + "may_be_missing = 2", "at least one item"),
        (MINIMAL.format(version=1, items="[1, 2]") + 'part = "warmth"', "Input should be"),
        (MINIMAL.format(version=1, items="[1, 2]") + "minus = [1]", "a contrast, and nothing else"),
        (MINIMAL.format(version=1, items="[1, 2]").replace("[0, 8]", "[8, 0]"), "must rise"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_its_fault(text, fault):
    with pytest.raises(DefinitionError) as refused:
        read_definition("mood.toml", text)
    assert "mood.toml" in str(refused.value)
    assert fault in str(refused.value)
    assert isinstance(refused.value, AllianceError)


def test_one_file_holds_one_instrument_of_the_same_name():
    for entry in SHELF.iterdir():
        assert read_definition(entry.name, entry.read_text(encoding="utf-8")).id == entry.name.removesuffix(".toml")


def test_the_package_works_from_inside_a_zip_file(tmp_path):
    package = Path(alliance_monitor.__file__).parent
    archive = tmp_path / "shipped.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        for file in [*package.rglob("*.py"), *package.rglob("*.toml")]:
            bundle.write(file, Path("alliance_monitor") / file.relative_to(package))
    code = (
        "from alliance_monitor.instruments import instruments\n"
        "from alliance_monitor.attachment import listen_for\n"
        "import alliance_monitor\n"
        "print(alliance_monitor.__file__, len(instruments()), len(listen_for('anxious')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(archive)},
    )
    where, count, notes = done.stdout.rsplit(maxsplit=2)
    assert "shipped.zip" in where
    assert (int(count), int(notes)) == (len(IDS), 4)
