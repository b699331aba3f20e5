"""Rows of ratings: understood or refused with a sentence, row by row, all or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.importing import (
    ImportFileError,
    batch_key,
    guess,
    parse,
    read_table,
)
from alliance_monitor.records.ratings import Rater
from tests.support.import_cases import BRIEF, SRS, batch, problems, workbook


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
    assert [session.client_code for session in found.sessions] == ["A", "B"]
    together = found.sessions[0].entry
    assert [rating.rater for rating in together.ratings] == [Rater.CLIENT, Rater.THERAPIST]
    assert together.ratings[0].parts == (6.0, 6.5, 7.0)
    assert (together.ratings[0].tension, together.ratings[1].tension) == (None, 2)
    assert (found.ratings, found.clients, len(found.sessions)) == (3, 2, 2)


def test_rows_without_answers_keep_their_session_without_a_rating() -> None:
    found = batch(BRIEF + "A,1,client,,NA,-,\nA,2,client,3,,,\n")
    assert [len(session.entry.ratings) for session in found.sessions] == [0, 1]
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
    assert [(session.client_code, session.entry.number, session.entry.held_on) for session in found.sessions] == [
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
        (session.client_code, session.entry.number, rating.rater): tuple(rating.answers[item] for item in "123")
        for session in found.sessions
        for rating in session.entry.ratings
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
