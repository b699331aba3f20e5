"""Where the reading of a file draws its lines: counts, largest and smallest values, and which row is named."""

from __future__ import annotations

from datetime import date

import pytest

from alliance_monitor.importing import ImportFileError, guess
from alliance_monitor.importing.cells import CellError, client_code, number, rater_named, session_date, session_number
from alliance_monitor.importing.table import build_table
from alliance_monitor.records.ratings import Rater
from tests.support.import_cases import BRIEF, batch, problems, table


def test_rows_ratings_and_clients_are_counted_apart() -> None:
    found = batch(BRIEF + "A,1,client,,,,\nA,1,t,5,5,5,1\nB,1,client,,,,\nB,2,client,-,na,,\n")
    assert (found.unrated, found.ratings, found.clients, len(found.sessions)) == (3, 1, 2, 3)


def test_problems_are_listed_in_the_order_of_rows_whatever_kind_they_are() -> None:
    # Row 3 contradicts row 2; row 4 cannot be read.
    assert problems(BRIEF + "A,1,client,5,5,5,1\nA,1,client,4,4,4,1\nA,2,client,9,5,5,1\n") == [
        (3, "session"),
        (4, "goal"),
    ]


def test_one_problem_and_twenty_one_are_counted() -> None:
    one = BRIEF + "A,1,client,9,5,5,1\n"
    with pytest.raises(ImportFileError, match=r"has 1 problem\.") as refused:
        batch(one).require_clean()
    assert "more" not in str(refused.value)
    rows = "".join(f"A,{session},client,9,5,5,1\n" for session in range(1, 22))
    with pytest.raises(ImportFileError, match="has 21 problems") as refused:
        batch(BRIEF + rows).require_clean()
    assert "and 1 more" in str(refused.value)
    with pytest.raises(ImportFileError, match="has 20 problems") as refused:
        batch(BRIEF + "".join(rows.splitlines(keepends=True)[:20])).require_clean()
    assert "more" not in str(refused.value)


def test_a_date_may_be_missing_in_one_of_two_rows_but_not_differ() -> None:
    header = "client,session,date,rater,goal,task,bond\n"
    [session] = batch(header + "A,1,,client,5,5,5\nA,1,2026-03-02,t,5,5,5\n").sessions
    assert session.entry.held_on == date(2026, 3, 2)
    different = header + "A,1,,client,5,5,5\nA,1,2026-03-02,t,5,5,5\nA,1,2026-03-03,t,5,5,5\n"
    assert problems(different) == [(4, "session"), (4, "date")]


def test_tension_is_a_whole_number_from_one_to_five() -> None:
    for tension in ("1", "5", "3,0"):
        row = f'A,1,client,5,5,5,"{tension}"\n'
        assert problems(BRIEF + row) == []
    for tension in ("0", "6", "2.5"):
        assert problems(BRIEF + f"A,1,client,5,5,5,{tension}\n") == [(2, "tension")]


def test_a_wrong_rater_does_not_hide_another_problem_nor_another_problem_a_wrong_rater() -> None:
    assert problems(BRIEF + "A,0,nobody,5,5,5,1\n") == [(2, "session"), (2, "rater")]
    assert problems(BRIEF + "A,0,client,5,5,5,1\n") == [(2, "session")]
    assert problems(BRIEF + "A,1,,5,5,5,1\n") == [(2, "rater")]
    assert problems(BRIEF + "A,1,,5,5,5,1\n", rater=Rater.CLIENT) == []


@pytest.mark.parametrize("cell", ["1", "9999", 1.0, "2,0"])
def test_session_numbers_that_can_be(cell: str | float) -> None:
    assert session_number(cell) == float(str(cell).replace(",", "."))


@pytest.mark.parametrize("cell", ["0", "10000", "1.5", "-1", "one", None, ""])
def test_session_numbers_that_cannot_be(cell: str | None) -> None:
    with pytest.raises(CellError, match="session number"):
        session_number(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1.5", 1.5), ("1,5", 1.5), (".5", 0.5), (",5", 0.5), ("+2", 2), ("-2.", -2), (3.0, 3), ("N/A", None), ("", None)],
)
def test_numbers_as_people_write_them(cell: str | float, value: float | None) -> None:
    assert number(cell) == value


@pytest.mark.parametrize("cell", ["1e3", "0x1", "1.2.3", "1 000", "inf", "٣"])
def test_what_is_not_taken_for_a_number(cell: str) -> None:
    with pytest.raises(CellError):
        number(cell)


def test_a_code_that_a_workbook_stores_as_a_number_is_read_as_written() -> None:
    assert (client_code(7.0), client_code(7.5), client_code(" C-7 ")) == ("7", "7.5", "C-7")
    with pytest.raises(CellError, match="missing"):
        client_code(None)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-25", date(2026, 3, 25)),
        ("2026-03-25 10:30", date(2026, 3, 25)),
        ("2026-03-25T10:30:00Z", date(2026, 3, 25)),
        ("5.3.2026", date(2026, 3, 5)),
        ("1950-01-01", date(1950, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        (date(2026, 3, 25), date(2026, 3, 25)),
        ("", None),
    ],
)
def test_days_as_people_write_them(cell: str | date, day: date | None) -> None:
    assert session_date(cell) == day


@pytest.mark.parametrize("cell", ["1949-12-31", "2101-01-01", "2026-02-30", "25-03-2026", "03/04/2026", 20260325.0])
def test_days_that_cannot_be(cell: str | float) -> None:
    with pytest.raises(CellError):
        session_date(cell)


def test_raters_are_named_in_several_ways() -> None:
    assert [rater_named(cell) for cell in ("Patient", " p ", "C", "Clinician", "T", "NA", None)] == [
        *[Rater.CLIENT] * 3,
        *[Rater.THERAPIST] * 2,
        None,
        None,
    ]
    with pytest.raises(CellError, match="neither client nor therapist"):
        rater_named("observer")


def test_rows_of_another_length_are_named_and_the_first_twenty_listed() -> None:
    with pytest.raises(ImportFileError, match=r"names: 3\."):
        table("a,b\n1,2\n1\n")
    with pytest.raises(ImportFileError, match="22 and 1 more"):
        table("a,b\n1,2\n" + "1\n" * 21)
    with pytest.raises(ImportFileError, match=r"22\."):
        table("a,b\n1,2\n" + "1\n" * 20)


def test_a_quotation_mark_that_is_never_closed_is_refused_with_the_row_before_it() -> None:
    assert table('a,b\n"1,5",2\n').rows[0].cells == ("1,5", "2")
    with pytest.raises(ImportFileError, match="after row 2: a quotation mark is open"):
        table('a,b\n1,2\n"1,2\n3,4\n')
    with pytest.raises(ImportFileError, match="after row 1: a quotation mark is open"):
        table('a,b\n"1"5,2\n')


def test_empty_cells_are_filled_in_or_dropped_at_the_end_of_a_row_of_a_workbook() -> None:
    made = build_table(iter([(1, ["a", "b", None]), (3, ["x"]), (4, ["x", "y", None]), (5, [None])]), pad=True)
    assert made.header == ("a", "b")
    assert [(row.number, row.cells) for row in made.rows] == [(3, ("x", None)), (4, ("x", "y"))]


def test_two_hundred_columns_are_taken_and_one_more_is_not() -> None:
    def wide(columns: int) -> str:
        return ",".join(f"c{place}" for place in range(columns)) + "\n" + ",".join("1" for _ in range(columns)) + "\n"

    assert len(table(wide(200)).header) == 200
    with pytest.raises(ImportFileError, match="200 columns"):
        table(wide(201))


def test_columns_of_one_name_are_named_by_their_places() -> None:
    with pytest.raises(ImportFileError, match="Columns 2 and 3"):
        table("a,b,B\n1,2,3\n")


def test_a_column_without_a_name_is_named_by_its_place() -> None:
    assert table("client,,goal\nA,1,5\n").header == ("client", "column 2", "goal")


def test_the_first_of_two_columns_that_could_be_meant_is_taken_and_each_only_once() -> None:
    assert guess(("Client", "client_id", "no", "session"))["client"] == "Client"
    assert guess(("id", "session")) == {"client": "id", "session": "session"}
    assert guess(("client", "Session No.", "session")) == {"client": "client", "session": "session"}


def test_a_problem_says_where_it_is_and_what_was_expected() -> None:
    [problem] = batch(BRIEF + "A,1,client,9,5,5,1\n").problems
    assert (problem.row, problem.column, problem.what) == (2, "goal", "outside 1 to 7")
    [problem] = batch(BRIEF + "A,0,client,6,5,5,1\n").problems
    assert problem.what == "not a whole session number from 1 to 9999"
