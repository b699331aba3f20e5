"""What the app writes for spreadsheets is read by them as text, whoever typed it; there is no other way out to one."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.practice.export import FORMULA, safe, to_csv
from alliance_monitor.practice.measure import BY_ID
from alliance_monitor.practice.release import Figure, Span

MAY = date(2026, 5, 1)
RATED = BY_ID["rated"]
ROOT = Path(__file__).parents[2]
WRITES = re.compile(r"csv\.writer|DictWriter|\.to_csv\(|\.to_excel\(|Workbook\(|ExcelWriter|download_button")
WRITERS = {"alliance_monitor/practice/export.py"}
"""Every module that writes cells; whoever adds one writes them with `safe`, and tries it below."""

TYPED = st.text("=+-@\t\r\n＝＋－＠ 'a1,;\"|!()", max_size=12)


def cells(name: str) -> list[str]:
    """The cells of a practice's file in which a group has this name."""
    told = to_csv([Figure(RATED, name, Span(MAY, MAY), None)]).decode("utf-8-sig")
    return [cell for row in csv.reader(StringIO(told, newline="")) for cell in row]


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", " =1+1", "＝1", "=cmd|' /C'!A1"]
)
def test_a_formula_is_shown_and_not_run(typed: str) -> None:
    assert safe(typed) == f"'{typed}"
    assert f"'{typed}" in cells(typed)


@given(TYPED)
def test_no_cell_begins_as_a_formula_does_and_no_word_is_lost(typed: str) -> None:
    found = cells(typed)
    assert not any(cell.lstrip(" ").startswith(FORMULA) for cell in found)
    assert (typed or "all") in {*found, *(cell.removeprefix("'") for cell in found)}


def test_nothing_else_writes_a_spreadsheet() -> None:
    folders = ("alliance_monitor", "db", "web", "pages", "commands")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if WRITES.search(file.read_text(encoding="utf-8"))}
    assert found == WRITERS


def test_tables_on_the_screen_cannot_be_saved_as_files() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["disableDataExport"] is True
