"""The sheets as PDF: what stands on them, what does not, and that the picture is drawn."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from alliance_monitor.report import agenda_sheet, case_sheet
from alliance_monitor.report.trajectory import trajectory_drawing
from alliance_monitor.supervision import agenda, case_label, deidentified
from alliance_monitor.therapy.course import course
from tests.support.extent import extent
from tests.support.supervision_cases import LIKELY, SECRET, TODAY, asked, case, spoken, told, told_everything
from tests.support.therapies import FALL, Level, therapy


def text_of(pdf: bytes) -> str:
    """All words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def marks(pdf: bytes) -> bytes:
    """The drawing commands of all pages."""
    return b"".join(page.get_contents().get_data() for page in PdfReader(BytesIO(pdf)).pages)  # type: ignore[union-attr]


def test_a_case_for_supervision_tells_the_course_and_not_whose_it_is() -> None:
    history = told_everything(FALL)
    past = (spoken(follow_up=9),)
    pdf = case_sheet(deidentified(history), past, TODAY, therapist="Sam", question="Am I too quick?")
    words = text_of(pdf)
    for expected in (
        case_label("opaque"),
        "Sam · 7 sessions · printed on 02 March 2026",
        "Question: Am I too quick?",
        "Rupture of session 1",
        "1 Recognise and disengage",
        "it helped",
        "Name it once. To come back on 11 Mar 2026.",
        "not clinically validated",
    ):
        assert expected in words
    assert SECRET not in words
    assert "Smith" not in repr(PdfReader(BytesIO(pdf)).metadata)
    assert b"Smith" not in pdf


def test_the_own_file_has_the_code_and_the_own_words() -> None:
    words = text_of(case_sheet(told_everything(FALL), (), TODAY))
    assert words.count(SECRET) >= 3


def test_the_course_is_drawn_as_vectors_and_a_gap_stays_a_gap() -> None:
    whole = [(6.0, 5.0, 1)] * 6
    gap: list[tuple[Level, Level, int]] = [*whole[:3], (None, 5.0, 1), *whole[3:]]
    pdf = case_sheet(therapy(whole), (), TODAY)
    assert not any(page.images for page in PdfReader(BytesIO(pdf)).pages)
    assert marks(pdf).count(b" c\n") > 20, "circles are curves"

    def lines(levels: list[tuple[Level, Level, int]]) -> int:
        drawn = trajectory_drawing(course(therapy(levels)), 400)
        return sum("PolyLine" in type(content).__name__ for group in drawn.contents for content in group.contents)

    assert (lines(list(whole)), lines(gap)) == (2, 3)


def test_the_same_case_gives_the_same_bytes() -> None:
    assert case_sheet(therapy(FALL), (), TODAY) == case_sheet(therapy(FALL), (), TODAY)


def test_typed_text_is_printed_as_typed_whatever_it_holds() -> None:
    note = "<b>a & b</b> <img src='x'/> ½ – “so” \N{EGYPTIAN HIEROGLYPH A001}"
    history = therapy(FALL)
    said = spoken()
    past = replace(said, discussion=said.discussion.model_copy(update={"note": note}))
    words = text_of(case_sheet(history, (past,), TODAY))
    assert "<b>a & b</b> <img src='x'/> ½ – “so” ?" in words


@settings(max_examples=extent(25, 8))
@given(st.text(max_size=300), st.integers(0, 60))
def test_no_text_and_no_length_breaks_a_sheet(typed: str, sessions: int) -> None:
    said = spoken()
    past = replace(said, discussion=said.discussion.model_copy(update={"note": typed, "decision": typed}))
    pdf = case_sheet(therapy([(5.0, 5.0, 1)] * sessions), (past,), TODAY, question=typed)
    assert text_of(pdf).startswith("C-1")


def test_the_agenda_lists_cases_by_label_with_room_to_write() -> None:
    found = agenda(
        [
            case(LIKELY, "a"),
            case(name="b", request=asked("<i>Too quick?</i>")),
            case(told(repaired=1), "c"),
            case(name="d", last=spoken(follow_up=5)),
        ],
        TODAY,
    )
    pdf = agenda_sheet(found, TODAY)
    words = text_of(pdf)
    assert f"1. {case_label('b')} · Sam" in words
    assert "Asked for: <i>Too quick?</i>" in words
    assert f"2. {case_label('a')} · Sam" in words
    assert f"A rupture was repaired in {case_label('c')} (Sam)." in words
    assert f"07 Mar 2026 {case_label('d')} · Sam: Name it once." in words
    assert "C-1" not in words


@pytest.mark.parametrize("cases", [0, 40])
def test_an_agenda_of_any_length_fits(cases: int) -> None:
    pdf = agenda_sheet(agenda([case(LIKELY, str(number)) for number in range(cases)], TODAY), TODAY)
    assert len(PdfReader(BytesIO(pdf)).pages) >= 1 + cases // 12
