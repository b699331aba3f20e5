"""Files of ratings: understood or refused with a sentence, row by row, all or nothing."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from alliance_monitor.importing import (
    LARGEST_FILE,
    Batch,
    ImportFileError,
    Table,
    answer_fields,
    batch_key,
    check_size,
    guess,
    parse,
    read_table,
)
from alliance_monitor.instruments import UnknownInstrumentError, instrument
from alliance_monitor.ratings import Rater

SRS = "pairing_id,session_id,relationship,goals_and_topics,approach_or_method,overall\n"
BRIEF = "client,session,rater,goal,task,bond,tension\n"


def table(text: str) -> Table:
    return read_table("ratings.csv", text.encode())


def batch(text: str, name: str = "brief-session", rater: Rater | None = None) -> Batch:
    read = table(text)
    return parse(read, guess(read.header, name), instrument=name, rater=rater)


def problems(text: str, name: str = "brief-session", rater: Rater | None = None) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in batch(text, name, rater).problems]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# --- reading ------------------------------------------------------------------------------------------


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


# --- columns ------------------------------------------------------------------------------------------


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


# --- rows ---------------------------------------------------------------------------------------------


def test_srs_lines_become_goals_tasks_and_bond_and_are_kept_as_marked() -> None:
    found = batch(SRS + "7,2,8.5,9.0,0,10\n", "srs", Rater.CLIENT)
    assert found.problems == ()
    (session,) = found.sessions
    (rating,) = session.entry.ratings
    assert (session.client_code, session.entry.number, session.entry.held_on) == ("7", 2, None)
    assert rating.parts == pytest.approx((6.4, 1.0, 6.1))  # 1 + 6 · cm / 10
    assert rating.answers == {"1": 8.5, "2": 9.0, "3": 0.0, "4": 10.0}
    assert (rating.rater, rating.instrument, rating.instrument_version) == (Rater.CLIENT, "srs", 1)


def test_the_line_overall_may_be_missing() -> None:
    (session,) = batch("client,session,goal,task,bond\nA,1,5,5,10\n", "srs", Rater.CLIENT).sessions
    assert session.entry.ratings[0].answers == {"1": 10.0, "2": 5.0, "3": 5.0}


def test_items_of_a_longer_form_are_scored_by_its_key() -> None:
    header = "client,session," + ",".join(f"item {item}" for item in range(1, 13))
    answers = ["4" if item in (4, 6, 8, 11) else "2" for item in range(1, 13)]  # goals: Hatcher & Gillaspy (2006)
    (session,) = batch(f"{header}\nA,1,{','.join(answers)}\n", "wai-sr", Rater.CLIENT).sessions
    assert session.entry.ratings[0].parts == pytest.approx((5.5, 2.5, 2.5))  # 1–5 onto 1–7


def test_both_peoples_rows_become_one_session() -> None:
    found = batch(BRIEF + "A,1,therapist,5,5,5,2\nB,1,t,4,4,4,1\nA,1,Client,6,6.5,7,\n")
    assert [one.client_code for one in found.sessions] == ["A", "B"]
    together = found.sessions[0].entry
    assert [rating.rater for rating in together.ratings] == [Rater.CLIENT, Rater.THERAPIST]
    assert together.ratings[0].parts == (6.0, 6.5, 7.0)
    assert (together.ratings[0].tension, together.ratings[1].tension) == (None, 2)
    assert (found.ratings, found.clients, len(found.sessions)) == (3, 2, 2)


def test_rows_without_answers_keep_their_session_without_a_rating() -> None:
    found = batch(BRIEF + "A,1,client,,NA,-,\nA,2,client,3,,,\n")
    assert [len(one.entry.ratings) for one in found.sessions] == [0, 1]
    assert (found.unrated, found.ratings, found.problems) == (1, 1, ())
    assert found.sessions[1].entry.ratings[0].parts == (3.0, None, None)


def test_a_file_without_any_answer_is_refused() -> None:
    with pytest.raises(ImportFileError, match="no row"):
        batch(BRIEF + "A,1,client,,,,\n").require_clean()


def test_sessions_without_numbers_are_numbered_by_their_dates() -> None:
    found = batch(
        "client,date,goal,task,bond\nA,12.04.2024,5,5,5\nB,2024-01-01,4,4,4\nA,2024-03-25,6,6,6\n",
        rater=Rater.CLIENT,
    )
    assert [(one.client_code, one.entry.number, one.entry.held_on) for one in found.sessions] == [
        ("A", 1, date(2024, 3, 25)),
        ("A", 2, date(2024, 4, 12)),
        ("B", 1, date(2024, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,1,client,many,5,5,1", "goal"),
        ("A,1,client,5,7.5,5,1", "task"),
        ("A,1,client,5,0,5,1", "task"),
        ("A,1,client,5,5,1e0,1", "bond"),
        ("A,1,client,5,5,5,6", "tension"),
        ("A,1,client,5,5,5,2.5", "tension"),
        (",1,client,5,5,5,1", "client"),
        ("A\u202eB,1,client,5,5,5,1", "client"),
        ("A" * 41 + ",1,client,5,5,5,1", "client"),
        ("A,,client,5,5,5,1", "session"),
        ("A,1.5,client,5,5,5,1", "session"),
        ("A,0,client,5,5,5,1", "session"),
        ("A,first,client,5,5,5,1", "session"),
        ("A,20240325,client,5,5,5,1", "session"),
        ("A,1,observer,5,5,5,1", "rater"),
        ("A,1,,5,5,5,1", "rater"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_by_row_and_column(row: str, column: str) -> None:
    assert problems(BRIEF + "Z,1,client,5,5,5,1\n" + row + "\n") == [(3, column)]


def test_an_srs_mark_beyond_the_line_is_refused() -> None:
    assert problems(SRS + "1,1,11,5,5,5\n1,2,-0.1,5,5,5\n", "srs", Rater.CLIENT) == [
        (2, "relationship"),
        (3, "relationship"),
    ]


@pytest.mark.parametrize("day", ["03/04/2024", "25/03/2024", "31.02.2024", "soon", "45000", "1024-01-01", ""])
def test_dates_that_cannot_be_read_in_one_way_are_refused(day: str) -> None:
    text = f"client,date,goal,task,bond\nA,{day},5,5,5\n"
    assert problems(text, rater=Rater.CLIENT) == [(2, "date")]


def test_all_problems_of_a_row_are_named_at_once() -> None:
    assert problems(BRIEF + ",x,nobody,9,9,9,9\n") == [
        (2, name) for name in ("client", "session", "rater", "goal", "task", "bond", "tension")
    ]


def test_a_second_rating_by_the_same_person_names_both_rows() -> None:
    found = batch(BRIEF + "A,1,client,5,5,5,1\nB,1,client,5,5,5,1\nA,1,client,6,6,6,1\n")
    (problem,) = found.problems
    assert problem.row == 4
    assert "row 2" in problem.what


def test_two_dates_for_one_session_name_both_rows() -> None:
    header = "client,session,date,rater,goal,task,bond\n"
    text = header + "A,1,2024-03-25,client,5,5,5\nA,1,2024-03-26,therapist,5,5,5\n"
    (problem,) = batch(text).problems
    assert (problem.row, problem.column) == (3, "date")
    assert "row 2" in problem.what


def test_a_batch_with_problems_is_refused_with_the_first_twenty() -> None:
    text = BRIEF + "".join(f"A,{number},client,99,5,5,1\n" for number in range(1, 26))
    with pytest.raises(ImportFileError, match="25 problems") as refusal:
        batch(text).require_clean()
    lines = str(refusal.value).splitlines()
    assert len(lines) == 22
    assert "row 21," in lines[20]
    assert lines[21] == "and 5 more"


SECRET = st.text(st.characters(categories=["L", "N", "P"], exclude_characters=',;"\t'), min_size=6, max_size=20)


@given(SECRET, st.integers(0, 6))
def test_no_message_repeats_what_a_cell_holds(secret: str, position: int) -> None:
    cells = ["A", "1", "client", "5", "5", "5", "1"]
    cells[position] = f"qz{secret}"
    found = batch(BRIEF + ",".join(cells) + "\n")
    assert all(f"qz{secret}" not in str(problem) for problem in found.problems)
    assert bool(found.problems) == (position > 0)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.integers(1, 30), st.sampled_from(list(Rater))),
        st.tuples(*[st.integers(100, 700).map(lambda hundredths: hundredths / 100)] * 3),
        min_size=1,
    ),
    st.sampled_from([(",", "."), (";", ","), ("\t", ",")]),
    st.randoms(use_true_random=False),
)
def test_every_rating_of_a_sound_file_comes_back_as_written(ratings: Any, signs: Any, chance: Any) -> None:
    separator, decimal = signs
    rows = [
        separator.join([*map(str, key), *(f"{value}".replace(".", decimal) for value in parts)])
        for key, parts in ratings.items()
    ]
    chance.shuffle(rows)
    found = batch("\n".join([separator.join(["client", "session", "rater", "goal", "task", "bond"]), *rows]))
    assert found.problems == ()
    read = {
        (one.client_code, one.entry.number, rating.rater): tuple(rating.answers[item] for item in "123")
        for one in found.sessions
        for rating in one.entry.ratings
    }
    assert read == ratings


def test_a_workbook_is_read_like_the_same_table_in_text() -> None:
    book = workbook(["client", "session", "rater", "goal", "task", "bond"], [7, 1, "client", 5, 6.5, 7])
    read = read_table("a.xlsx", book)
    from_book = parse(read, guess(read.header, "brief-session"), rater=None)
    assert from_book == batch("client,session,rater,goal,task,bond\n7,1,client,5,6.5,7\n")


def test_the_key_of_an_import_depends_on_the_file_and_on_how_it_is_read() -> None:
    one = batch_key(b"x", {"client": "a", "goal": "b"}, "srs", Rater.CLIENT)
    assert one == batch_key(b"x", {"goal": "b", "client": "a"}, "srs", Rater.CLIENT)
    others = {
        batch_key(b"y", {"client": "a", "goal": "b"}, "srs", Rater.CLIENT),
        batch_key(b"x", {"client": "b", "goal": "a"}, "srs", Rater.CLIENT),
        batch_key(b"x", {"client": "a", "goal": "b"}, "brief-session", Rater.CLIENT),
        batch_key(b"x", {"client": "a", "goal": "b"}, "srs", None),
    }
    assert len(others | {one}) == 5
