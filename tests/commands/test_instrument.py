"""A practice's own instruments and wordings: text files that are checked, added by a command, and used everywhere."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance_monitor.client_form import Reply, client_form
from alliance_monitor.instruments import DefinitionError, instrument, instruments, score, use_own
from alliance_monitor.instruments.wording_file import read_wording, template, with_wording
from alliance_monitor.records.entry import ClientEntry
from commands.programme import main
from db.client_link.answers import redeem
from db.connection.database import Database
from db.connection.utc import now
from db.maintenance.rebuild import rebuild
from db.store import Store
from pages.parts.shared.widget_key import widget_key
from tests.support.page_cases import open_page, page_text, press, signed_in

ROOT = Path(__file__).resolve().parents[2]
TODAY = now().astimezone().date()
WORDS = """\
# Invented words: no questionnaire's own.
language: en
instruction: How was your week? Pick one answer
  for each line.
lowest: Never
highest: All the time
answer 1: Now and then
answer 2: Often

""" + "\n".join(f"{n}. Invented line {n}" for n in range(1, 10))
OWN = """\
id = "house-check"
version = 1
name = "House check"
short = "house check"
language = "en"
use = "outcome"
raters = ["client"]
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


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    use_own(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instruments"
    made.mkdir()
    return made


def test_a_wording_is_read_as_it_was_written(folder: Path) -> None:
    (folder / "phq-9.en.client.txt").write_text(WORDS, encoding="utf-8")
    use_own(folder)
    wording = instrument("phq-9").wording("client", "en")
    assert wording is not None
    assert wording.instruction == "How was your week? Pick one answer for each line."
    assert wording.items["9"].text == "Invented line 9"
    form = client_form("phq-9", None, "en")
    assert form.questions[0].labels == ("Never", "Now and then", "Often", "All the time")
    assert score(instrument("phq-9"), {str(n): 3 for n in range(1, 10)}).subscales["total"] == 27


def test_a_wording_in_another_language_is_added_to_ours(folder: Path) -> None:
    text = "instrument: brief-session\nlanguage: fr\ninstruction: I\nlowest: Bas\nhighest: Haut\n1. A\n2. B\n3. C\n4. D"
    (folder / "anything.txt").write_text(text, encoding="utf-8")
    use_own(folder)
    assert {wording.language for wording in instrument("brief-session").wordings} == {"en", "de", "fr"}
    assert client_form("brief-session", None, "fr").questions[3].text == "D"


def test_a_practices_own_instrument_works_like_any_other(folder: Path) -> None:
    (folder / "house.toml").write_text(OWN, encoding="utf-8")
    use_own(folder)
    assert score(instrument("house-check"), {"1": 2, "2": 3}).subscales == {"total": 5}
    assert "house-check" in {each.id for each in instruments()}
    use_own(None)
    assert "house-check" not in {each.id for each in instruments()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("language: en\n", ""), "does not say: language"),
        (("9. Invented line 9", ""), "must cover every item"),
        (("9. Invented", "10. Invented"), "must cover every item"),
        (("2. Invented line 2", "1. Again"), "repeats “1”"),
        (("language: en", "instrument: nobody\nlanguage: en"), "which is no instrument here"),
        (("language: en", "version: 7\nlanguage: en"), "version of phq-9 that is not here"),
        (("language: en", "language: en\nrater: therapist"), "not filled in by the therapist"),
        (("# Invented words: no questionnaire's own.", "Words from nowhere"), "line 1 belongs to nothing"),
        (("line 3", "line\u202e 3"), "invisible control characters"),
    ],
)
def test_a_faulty_wording_is_refused_with_the_reason(folder: Path, change: tuple[str, str], why: str) -> None:
    text = WORDS.replace(*change)
    assert text != WORDS
    (folder / "phq-9.en.client.txt").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=why):
        use_own(folder)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("nobody.txt", WORDS, "which is no instrument here"),
        ("x.toml", OWN.replace("house-check", "phq-9"), "id of a built-in one"),
        ("x.toml", "id = ", "not readable TOML"),
        ("phq-9.txt", "\xff\xfe", "is not|cannot be"),
    ],
)
def test_a_faulty_file_in_the_folder_is_refused_by_name(folder: Path, name: str, text: str, why: str) -> None:
    (folder / name).write_bytes(text.encode("latin-1" if "\xff" in text else "utf-8"))
    with pytest.raises(DefinitionError, match=why):
        use_own(folder)


@pytest.mark.parametrize("name", ["phq-9", "ecr-rs", "wai-sr"])
def test_the_template_can_be_filled_in_and_read_back(name: str) -> None:
    form = instrument(name)
    text = template(form, "en", "client")
    for line in ("instruction", "lowest", "highest"):
        text = text.replace(f"{line}: ", f"{line}: Something")
    whole = with_wording(form, read_wording("t", text), "t")
    assert whole.wording("client", "en") is not None


def test_the_command_adds_a_wording_and_the_next_start_uses_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.txt"
    file.write_text(WORDS.replace("language: en\n", ""), encoding="utf-8")
    assert main(["instrument", "wording", "phq-9", str(file), "--language", "en"]) == 0
    assert "has words in en for the client" in capsys.readouterr().out
    assert (data / "instruments" / "phq-9.en.client.txt").is_file()
    told = subprocess.run(
        [sys.executable, "-m", "alliance_monitor", "instrument", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Patient Health Questionnaire (PHQ-9): en (client)" in told
    assert "Session Rating Scale (SRS V3.0): no wording" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["instrument", "wording", "no-such", "x.txt"],
        ["instrument", "wording", "phq-9"],
        ["instrument", "wording", "phq-9", "/nowhere/x.txt"],
    ],
)
def test_the_command_refuses_with_one_sentence(
    data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1


def test_with_a_wording_the_form_is_filled_in_on_screen_and_by_the_client(
    store: Store, practice: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    (folder / "phq-9.en.client.txt").write_text(WORDS, encoding="utf-8")
    use_own(folder)
    client_id = store.add_client(ClientEntry(code="C-1"), key="add")
    app = open_page("client", client_id)
    app.selectbox(key="outcome-instrument").set_value("phq-9").run()
    assert any("Invented line 1" in radio.label for radio in app.radio)
    for item in range(1, 10):
        app.radio(key=widget_key(client_id, f"outcome-phq-9-{item}")).set_value(1)
    app.run()
    press(app, "Save the questionnaire")
    assert not app.exception
    token = store.create_link(client_id, TODAY, instrument="phq-9").token
    assert redeem(token, Reply(answers={str(n): 2 for n in range(1, 9)} | {"9": 1}))
    forms = store.history(client_id).outcomes
    assert [form.scores.subscales["total"] for form in forms] == [9, 17]


def test_an_answer_about_harm_given_by_link_comes_first_in_the_caseload_and_hides_the_prompts(
    store: Store, practice: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    (folder / "phq-9.en.client.txt").write_text(WORDS, encoding="utf-8")
    use_own(folder)
    client_id = store.add_client(ClientEntry(code="C-1"), key="add")
    token = store.create_link(client_id, TODAY, instrument="phq-9").token
    # Nothing but the item about harm: too little to score, and kept all the same.
    assert redeem(token, Reply(answers={"9": 1}))
    (row,) = store.caseload(TODAY)
    assert (row.urgency, row.state) == (0, "Answer about harm")
    rebuild(practice)
    assert store.caseload(TODAY) == (row,)
    caseload = open_page("caseload")
    assert "Answer about harm" in page_text(caseload)
    assert "See why, and what could help" not in [button.label for button in caseload.button], "no prompts are shown"
    assert "possible risk of harm" in page_text(open_page("client", client_id))
    token = store.create_link(client_id, TODAY, instrument="phq-9").token
    assert redeem(token, Reply(answers={str(n): 0 for n in range(1, 10)}))
    (row,) = store.caseload(TODAY)
    assert row.state != "Answer about harm"
