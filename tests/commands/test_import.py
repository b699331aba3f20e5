"""The command line: what it stores, what it prints, and how it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

import commands.import_ratings as command
from alliance_monitor.importing import ImportFileError
from commands.programme import main
from commands.progress import Progress
from db.configuration import configuration
from db.opening import database
from db.place import Place
from db.tables import Account, Rating, TherapySession

ROOT = Path(__file__).parents[2]
MAPPED = ["--map", "client=pair,session=session", "bond=relationship", "--map", "goal=goals", "task=approach"]
ROWS = "pair,session,relationship,goals,approach,total\n" + "".join(
    f"{pair},{session},{9.5 if session < 5 else 2},9,9.4,0\n" for pair in (1, 2) for session in range(1, 6)
)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A practice with Ann as its only therapist."""
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("ALLIANCE_DATABASE", raising=False)
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", "four unrelated words here")
    configuration.cache_clear()
    database.cache_clear()
    assert main(["set-up", "--practice", "Elm Street", "--name", "Ann Weber", "--sign-in", "ann"]) == 0
    yield
    database(Place.PRACTICE).engine.dispose()
    configuration.cache_clear()
    database.cache_clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def stored() -> tuple[int, int]:
    with database(Place.PRACTICE).read() as tx:
        sessions = tx.scalar(select(func.count()).select_from(TherapySession)) or 0
        return sessions, tx.scalar(select(func.count()).select_from(Rating)) or 0


def test_a_file_is_imported_and_its_flags_counted(
    practice: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(file), *MAPPED, "--instrument", "srs", "--rater", "client"]) == 0
    said = capsys.readouterr()
    assert "imported 10 ratings of 2 clients in 10 sessions" in said.out
    assert "possible ruptures: 2 likely, 0 possible, in 10 rated sessions" in said.out
    assert "not used: total" in said.out
    assert "storing sessions: 10 of 10" in said.err
    assert stored() == (10, 10)


def test_the_same_file_is_imported_once(practice: None, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["import", str(file), *MAPPED, "--instrument", "srs", "--rater", "client", "--therapist", "Ann"]
    assert main(order) == main(order) == 0
    assert "imported before" in capsys.readouterr().out
    assert stored() == (10, 10)


def test_a_file_with_one_wrong_row_is_refused_as_a_whole(
    practice: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(ROWS + "3,1,11,9,9,0\n", encoding="utf-8")
    assert main(["import", str(file), *MAPPED, "--instrument", "srs", "--rater", "client"]) == 2
    said = capsys.readouterr()
    assert "row 12, column “relationship”: outside 0 to 10" in said.err
    assert "Traceback" not in said.err
    assert "imported" not in said.out
    assert stored() == (0, 0)


def test_sessions_already_recorded_stop_the_whole_file(
    practice: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ["import", str(file), *MAPPED, "--instrument", "srs", "--rater", "client"]
    assert main(order) == 0
    file.write_text(ROWS.replace("1,1,9.5", "9,1,9.5"), encoding="utf-8")
    assert main(order) == 2
    assert "already recorded" in capsys.readouterr().err
    assert stored() == (10, 10)


def test_a_check_needs_no_database(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a check opens nothing")

    monkeypatch.setattr(command, "database", opened)
    assert main(["import", str(file), *MAPPED, "--instrument", "srs", "--rater", "client", "--check"]) == 0
    said = capsys.readouterr().out
    assert "2 clients, 10 sessions, 10 ratings" in said
    assert "nothing was stored" in said


def test_a_survey_with_its_own_column_names_is_imported_without_a_map(
    practice: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey = tmp_path / "survey.csv"
    head = "pairing_id,session_id,relationship,goals_and_topics,approach_or_method,overall,total\n"
    lines = [f"{pair},{session},8,9,8.5,9,34.5\n" for pair in range(1, 31) for session in range(1, 4)]
    survey.write_text(head + "".join(lines), encoding="utf-8")
    assert main(["import", str(survey), "--instrument", "srs", "--rater", "client"]) == 0
    assert "imported 90 ratings of 30 clients in 90 sessions" in capsys.readouterr().out
    assert stored() == (90, 90)


def test_a_large_file_is_refused_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as large:
        large.truncate(100 * 1024**2)

    def read(_: Path) -> bytes:
        raise AssertionError("a large file is not read")

    monkeypatch.setattr(Path, "read_bytes", read)
    assert main(["import", str(file), "--rater", "client"]) == 2
    assert "larger than 5 MB" in capsys.readouterr().err


def test_a_missing_file_and_a_wrong_pair_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none.csv")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["import", str(tmp_path), "--map", "client"]) == 2
    assert "client=pairing_id" in capsys.readouterr().err


def test_pairs_may_be_joined_by_commas_and_columns_may_hold_them() -> None:
    assert command.read_pairs(["client=code,session=nr", "goal=goals, topics", "1=item 1"]) == {
        "client": "code",
        "session": "nr",
        "goal": "goals, topics",
        "1": "item 1",
    }
    with pytest.raises(ImportFileError, match="two columns"):
        command.read_pairs(["client=a", "client=b"])


def test_set_up_makes_one_account_and_only_once(practice: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["set-up", "--practice", "Other", "--name", "Ben", "--sign-in", "ben"]) == 2
    assert "already set up" in capsys.readouterr().err
    with database(Place.PRACTICE).read() as tx:
        assert list(tx.scalars(select(Account.sign_in_name))) == ["ann"]


def test_rebuild_works_through_all_clients(practice: None, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), *MAPPED, "--instrument", "srs", "--rater", "client"]) == 0
    assert main(["rebuild"]) == 0
    said = capsys.readouterr()
    assert "judging again: 2 of 2" in said.err
    assert "Rebuilt." in said.out


def test_progress_prints_a_line_for_every_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress("storing")
    for done in range(1, 1001):
        progress(done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert (lines[0], lines[-1]) == ("storing: 100 of 1,000", "storing: 1,000 of 1,000")


def test_a_benchmark_that_is_not_shipped_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "benchmarks.detection", None)
    assert main(["bench", "detect"]) == 2
    assert "not part of this installation" in capsys.readouterr().err


def test_ctrl_c_prints_no_traceback(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "read_pairs", stopped)
    assert main(["import", str(file)]) == 130
    assert "Stopped" in capsys.readouterr().err


def test_the_module_passes_its_exit_code_to_the_shell(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "alliance_monitor", "import", str(tmp_path / "none.csv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
