"""A practice's own folder: its instruments and wordings beside the built-in ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_monitor.instruments import DefinitionError, Instrument, instrument, instruments
from alliance_monitor.instruments.library import read_own
from alliance_monitor.instruments.wording_file import LARGEST, read_wording, template, with_wording

BUILT_IN = instruments()
OWN = """\
id = "house-check"
version = {version}
name = "House check"
short = "house check"
language = "en"
use = "outcome"
raters = ["client", "therapist"]
items = 2
answers = [0, 4]
missing = "Both are needed."
unit = "sum, 0 to 8"
source = "This test."
licence = "Ours."

[[subscales]]
id = "total"
name = "Total"
high_means = "more"
items = [1, 2]
scoring = "sum"
native = [0, 8]
"""
WORDS = """\
# Invented.
Language: en
instruction: Think of the week

  that has passed.
lowest: Never
highest: Always
answer 2: Now and then

1. The first line
   goes on here
2) The second
"""


def own(folder: Path, *versions: int, **wordings: str) -> dict[tuple[str, int], Instrument]:
    for version in versions:
        (folder / f"house-{version}.toml").write_text(OWN.format(version=version), encoding="utf-8")
    for name, text in wordings.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return {(each.id, each.version): each for each in read_own(folder, BUILT_IN)}


def test_an_own_instrument_stands_beside_the_built_in_ones(tmp_path: Path) -> None:
    found = own(tmp_path, 1)
    assert found["house-check", 1].name == "House check"
    assert found.keys() == {(each.id, each.version) for each in BUILT_IN} | {("house-check", 1)}
    assert list(found) == sorted(found)


def test_an_own_instrument_cannot_take_the_id_of_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(OWN.format(version=1).replace("house-check", "phq-9"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="phq-9"):
        read_own(tmp_path, BUILT_IN)


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    own(tmp_path, 1)
    (tmp_path / "again.toml").write_text(OWN.format(version=1), encoding="utf-8")
    with pytest.raises(DefinitionError, match="house-check version 1"):
        read_own(tmp_path, BUILT_IN)


def test_a_wording_belongs_to_the_newest_version_unless_it_names_one(tmp_path: Path) -> None:
    found = own(tmp_path, 1, 2, a=f"instrument: house-check\n{WORDS}")
    assert [len(found["house-check", version].wordings) for version in (1, 2)] == [0, 1]
    found = own(tmp_path, a=f"instrument: house-check\nversion: 1\n{WORDS}")
    assert [len(found["house-check", version].wordings) for version in (1, 2)] == [1, 0]


def test_a_wording_without_an_instrument_belongs_to_the_one_its_file_is_named_after(tmp_path: Path) -> None:
    found = own(tmp_path, 1)
    (tmp_path / "house-check.en.client.txt").write_text(WORDS, encoding="utf-8")
    found = own(tmp_path)
    wording = found["house-check", 1].wording("client", "en")
    assert wording is not None
    assert wording.instruction == "Think of the week that has passed."
    assert wording.items["1"].text == "The first line goes on here"
    assert wording.items["2"].text == "The second"
    assert (wording.items["2"].low, wording.items["2"].high) == ("Never", "Always")
    assert wording.answers == {"2": "Now and then"}


@pytest.mark.parametrize(
    ("header", "why"),
    [("instrument: nobody\n", "no instrument here"), ("instrument: house-check\nversion: 3\n", "version")],
)
def test_a_wording_of_what_is_not_here_is_refused(tmp_path: Path, header: str, why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        own(tmp_path, 1, a=header + WORDS)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "phq-9.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DefinitionError, match=r"phq-9\.txt cannot be read"):
        read_own(tmp_path, BUILT_IN)


def test_a_wording_replaces_the_one_of_its_language_and_rater_alone(tmp_path: Path) -> None:
    for_therapist = WORDS.replace("Language: en", "language: en\nrater: therapist")
    form = own(tmp_path, 1)["house-check", 1]
    for text in (WORDS, for_therapist, WORDS.replace("The second", "Another")):
        form = with_wording(form, read_wording("x", text), "x")
    assert len(form.wordings) == 2
    by_client, by_therapist = form.wording("client", "en"), form.wording("therapist", "en")
    assert by_client is not None
    assert by_therapist is not None
    assert (by_client.items["2"].text, by_therapist.items["2"].text) == ("Another", "The second")


@pytest.mark.parametrize("other", ["instrument: phq-9\n", "version: 2\n"])
def test_a_wording_for_another_instrument_or_version_does_not_fit(tmp_path: Path, other: str) -> None:
    form = own(tmp_path, 1)["house-check", 1]
    with pytest.raises(DefinitionError, match="not for house-check, version 1"):
        with_wording(form, read_wording("x", other + WORDS), "x")


def test_a_filled_in_template_is_a_wording() -> None:
    form = instrument("phq-9")
    empty = template(form, "nl", "client")
    filled = empty.replace("…", "Regel").replace("instruction: ", "instruction: I")
    filled = filled.replace("lowest: ", "lowest: L").replace("highest: ", "highest: H")
    wording = with_wording(form, read_wording("x", filled), "x").wording("client", "nl")
    assert wording is not None
    assert (wording.instruction, set(wording.items)) == ("I", set(form.item_keys))
    with pytest.raises(DefinitionError, match="instruction, lowest, highest"):
        with_wording(form, read_wording("x", empty), "x")


def test_a_wording_file_has_a_largest_length() -> None:
    header = "language: en\n#"
    assert read_wording("x", header + "x" * (LARGEST - len(header))).header == {"language": "en"}
    with pytest.raises(DefinitionError, match="too long"):
        read_wording("x", header + "x" * (LARGEST - len(header) + 1))


def test_files_from_other_editors_are_read_alike() -> None:
    assert read_wording("x", "\ufeff" + WORDS.replace("\n", "\r\n")) == read_wording("x", WORDS)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("language: en\nlanguage: de", "line 2 repeats “language”"),
        ("language: en\n\n1. A\n01. B", "line 4 repeats “1”"),
        ("from nowhere\nlanguage: en", "line 1 belongs to nothing"),
    ],
)
def test_a_faulty_line_is_named_by_its_number(text: str, why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        read_wording("x", text)
