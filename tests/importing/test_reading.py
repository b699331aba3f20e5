"""A file of ratings becomes a table, or is refused with a reason, whatever its bytes are."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.importing import (
    LARGEST_FILE,
    ImportFileError,
    check_size,
    read_table,
)
from tests.support.import_cases import table, workbook


@pytest.mark.parametrize(
    "text",
    [
        "client,session,goal\nA,1,3.5\n",
        "client;session;goal\nA;1;3,5\n",
        "client\tsession\tgoal\nA\t1\t3,5\n",
        "sep=;\nclient;session;goal\nA;1;3,5\n",
        'client,session,goal\r\n"A",1,"3,5"\r\n',
        "\ufeffclient,session,goal\nA,1,3.5\n",
    ],
)
def test_every_common_separator_and_decimal_sign_is_understood(text: str) -> None:
    read = table(text)
    assert read.header == ("client", "session", "goal")
    assert [(row.number, row.cells[0], row.cells[1]) for row in read.rows] == [(2, "A", "1")]
    assert str(read.rows[0].cells[2]).replace(",", ".") == "3.5"


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    read = table('client,note\n\nA,"two\nlines"\n,\nB,x\n')
    assert [row.number for row in read.rows] == [3, 5]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.csv", b"client,session\n", "no rows"),
        ("a.csv", "client,größe\nA,1\n".encode("latin-1"), "CSV UTF-8"),
        ("a.csv", "client,session\nA,1\n".encode("utf-16"), "CSV UTF-8"),
        ("a.csv", b"client,session\nA,\x001\n", "NUL"),
        ("a.csv", b"client,Goal,goal\nA,1,2\n", "Columns 2 and 3 have the same name"),
        ("a.csv", b"client,session\nA,1\nB,1,5\nC\n", "3, 4"),
        ("a.csv", b'client,session\n"A,1\nB,2\n', "quotation mark"),
        ("a.csv", b"12,1,7.5,6\n13,1,6.5,4\n", "column names"),
        ("a.xls", b"anything", ".xlsx"),
        ("a.csv", b"\xd0\xcf\x11\xe0anything", "Excel"),
        ("a.pdf", b"%PDF", "Only CSV"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "not a readable"),
        ("a.xlsx", b"client,session\n", "not a readable"),
        ("a.csv", b"client,goal\n" + b"A,1\n" * 100_001, "100,000 rows"),
    ],
)
def test_a_file_that_is_no_sound_table_is_refused_with_a_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(ImportFileError, match=re.escape(said)):
        read_table(name, content)


def test_a_file_is_refused_by_its_size_alone() -> None:
    check_size(LARGEST_FILE)
    with pytest.raises(ImportFileError, match="larger than 5 MB"):
        check_size(100 * 1024**2)


def test_a_workbook_gives_numbers_dates_and_row_numbers() -> None:
    content = workbook(
        ["client", "date", "goal", None],
        [12, datetime(2024, 3, 25, 10), 3.5],  # noqa: DTZ001 - workbooks know no time zones
        [],
        ["B", date(2024, 3, 26), None],
    )
    read = read_table("ratings.xlsx", content)
    assert read.header == ("client", "date", "goal")
    assert [(row.number, row.cells) for row in read.rows] == [
        (2, (12.0, date(2024, 3, 25), 3.5)),
        (4, ("B", date(2024, 3, 26), None)),
    ]


def test_a_workbook_that_unpacks_far_too_large_is_refused() -> None:
    content = workbook(["client", "x" * 30_000], *[["A", f"{i}" + "y" * 32_000] for i in range(3300)])
    assert len(content) < LARGEST_FILE
    with pytest.raises(ImportFileError, match="unpacks"):
        read_table("a.xlsx", content)


def test_a_sheet_that_reaches_far_to_the_right_is_refused() -> None:
    with pytest.raises(ImportFileError, match="beyond column 200"):
        read_table("a.xlsx", workbook(["client"] + [None] * 300 + ["goal"], ["A"]))


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_whatever_the_bytes_are_they_are_a_table_or_a_refusal(content: bytes, name: str) -> None:
    try:
        read = read_table(name, content)
    except ImportFileError:
        return
    assert read.rows and all(len(row.cells) == len(read.header) for row in read.rows)
