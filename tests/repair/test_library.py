"""The library of prompts: full, plain, honest about its evidence, and no two prompts alike."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations, product
from pathlib import Path
from typing import get_args

import pytest
import textstat
from pydantic import ValidationError

from alliance_monitor.records.rupture import RuptureType
from alliance_monitor.repair import STAGES, Prompt, PromptFileError, library
from alliance_monitor.repair.catalogue import read_prompts
from alliance_monitor.repair.prompt import PromptPattern

PROMPTS = library()
PATTERNS = get_args(PromptPattern)

MOST_ALIKE = 0.5
"""Two texts may share at most this ratio of their words in order (difflib); the closest pair is near .37."""

MOST_ALIKE_WORDS = 0.4
"""And at most this share of all their different words (Jaccard); the closest pair is near .34."""

MOST_GRADE = 7.5
"""Hardest text allowed, in US school grades; under 9, because formulas differ by a grade or two. Hardest now: 6.0."""

STRENGTHS = {
    "Safran & Muran 1996": "clinical proposal",
    "Safran & Muran 2000": "clinical proposal",
    "Safran, Muran, Samstag & Stevens 2001": "clinical proposal",
    "Safran, Muran & Eubanks-Carter 2011": "clinical proposal",
    "Eubanks, Muran & Safran 2015": "clinical proposal",
    "Coutinho, Ribeiro & Safran 2009": "clinical proposal",
    "Miller-Bottome et al. 2019, as its authors suggest": "clinical proposal",
    "Daly & Mallinckrodt 2009 (12 expert interviews)": "expert survey",
    "Ratings by 134 experts of what suits the session of a rupture": "expert survey",
    "Miller-Bottome et al. 2019": "one study",
    "Talia, Miller-Bottome & Daniel 2017": "one study",
    "Chen et al. 2018 (84 clients)": "one study",
    "Mikulincer & Shaver 2007": "theory",
}
"""What each source can carry at most (design of the clinical model)."""

A_PROMPT = """\
version = 1

[[prompt]]
id = "ours-pause"
stage = 1
rupture_type = "mixed"
pattern = "secure"
phase = "any"
kind = "try"
text = "You could open a window together."
rationale = "A shared act can loosen a stuck moment."
evidence = { source = "Our own practice", strength = "theory" }
caution = "Ask first."
"""


def grade(text: str) -> float:
    """Flesch–Kincaid grade (Kincaid et al. 1975) by textstat."""
    return float(textstat.flesch_kincaid_grade(text))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_the_grade_tells_easy_from_hard() -> None:
    assert grade("You could wait a bit. Then ask again.") < 3
    assert grade("Interpretative interventions necessitate considerable deliberation beforehand.") > 20


@pytest.mark.parametrize(("stage", "kind", "pattern"), list(product((1, 2, 3, 4), RuptureType, PATTERNS)))
def test_every_cell_has_two_to_say_or_try_and_one_to_avoid_at_any_time(
    stage: int, kind: RuptureType, pattern: str
) -> None:
    cell = [
        prompt.kind
        for prompt in PROMPTS
        if (prompt.stage, prompt.rupture_type, prompt.pattern, prompt.phase) == (stage, kind, pattern, "any")
    ]
    assert sum(kind in ("say", "try") for kind in cell) >= 2
    assert "avoid" in cell


def test_ids_are_unique_and_every_kind_and_phase_occurs() -> None:
    assert len({prompt.id for prompt in PROMPTS}) == len(PROMPTS)
    assert {prompt.kind for prompt in PROMPTS} == {"notice", "say", "try", "avoid", "reflect"}
    assert {prompt.phase for prompt in PROMPTS} == {"early", "middle", "late", "any"}


@pytest.mark.parametrize("field", ["text", "rationale", "caution"])
def test_no_sentence_is_used_twice(field: str) -> None:
    twice = [text for text, times in Counter(getattr(prompt, field) for prompt in PROMPTS).items() if times > 1]
    assert twice == []


def test_no_two_texts_are_nearly_the_same() -> None:
    alike = []
    for (one, these), (other, those) in combinations([(p.id, words_of(p.text)) for p in PROMPTS], 2):
        shared = len(set(these) & set(those)) / len(set(these) | set(those))
        matcher = SequenceMatcher(None, these, those, autojunk=False)
        close = matcher.quick_ratio() >= MOST_ALIKE and matcher.ratio() >= MOST_ALIKE
        if close or shared >= MOST_ALIKE_WORDS:
            alike.append((one, other))
    assert alike == []


def test_every_text_can_be_read_at_a_glance() -> None:
    assert [(prompt.id, round(grade(prompt.text), 1)) for prompt in PROMPTS if grade(prompt.text) > MOST_GRADE] == []


def test_what_to_do_or_avoid_is_offered_and_never_ordered() -> None:
    offering = re.compile(r"\b(could|can|may|might|maybe|perhaps|if|tends?|often|seems?|wonder|try)\b|\?", re.I)
    ordering = re.compile(r"\b(must|always|never ask|you should|you have to|make sure)\b", re.I)
    for prompt in PROMPTS:
        in_own_voice = re.sub(r"“[^”]*”", "", prompt.text) if prompt.kind != "say" else prompt.text
        assert offering.search(in_own_voice), prompt.id
        assert not ordering.search(prompt.text), prompt.id


def test_rationale_and_caution_are_one_sentence_each() -> None:
    for prompt in PROMPTS:
        for sentence in (prompt.rationale, prompt.caution):
            assert len(re.findall(r"[.!?](?=\s|$)", sentence)) == 1, prompt.id


def test_evidence_never_claims_more_than_its_source_can_carry() -> None:
    for prompt in PROMPTS:
        source, strength = prompt.evidence.source, prompt.evidence.strength
        if source.startswith("Own clinical reasoning after "):
            assert strength == "theory", prompt.id
        else:
            assert STRENGTHS[source] == strength, prompt.id


def test_links_to_a_lasting_pattern_wait_for_the_late_phase_and_the_later_stages() -> None:
    linking = re.compile(r"\bold rule\b|\bothers you\b|\bwhere else\b|\bseems old\b|\bin the past\b", re.I)
    assert {prompt.phase for prompt in PROMPTS if linking.search(prompt.text)} == {"late"}
    assert {prompt.stage for prompt in PROMPTS if prompt.phase == "late"} == {3, 4}


def test_nothing_offered_for_an_avoidant_client_asks_for_feelings_right_now() -> None:
    asks = re.compile(r"\b(feel|feeling|feelings)\b[^.]*\?", re.I)
    offered = [prompt for prompt in PROMPTS if prompt.pattern == "avoidant" and prompt.kind in ("say", "try")]
    assert [prompt.id for prompt in offered if asks.search(prompt.text)] == []
    assert any(
        asks.search(prompt.text) for prompt in PROMPTS if prompt.pattern == "avoidant" and prompt.kind == "avoid"
    )


def test_the_four_stages_are_in_order_and_the_last_depends_on_the_type() -> None:
    assert [stage.number for stage in STAGES] == [1, 2, 3, 4]
    last = STAGES[3]
    away, toward, against, both = (last.aim_for(kind) for kind in RuptureType)
    assert away == toward != against
    assert away in both and against in both
    assert all(stage.aim_for(kind) == stage.aim for stage in STAGES[:3] for kind in RuptureType)
    assert all(stage.aim_for(None) == stage.aim for stage in STAGES)


def test_a_prompt_is_frozen_and_has_exactly_its_ten_fields() -> None:
    assert set(Prompt.model_fields) == {
        "id", "stage", "rupture_type", "pattern", "phase", "kind", "text", "rationale", "evidence", "caution",
    }  # fmt: skip
    with pytest.raises(ValidationError):
        PROMPTS[0].text = "Do this."  # type: ignore[misc]


def test_a_practice_file_adds_a_prompt_and_replaces_one_by_its_id(tmp_path: Path) -> None:
    known = next(
        prompt for prompt in PROMPTS if (prompt.stage, prompt.rupture_type, prompt.kind) == (1, "mixed", "try")
    )
    own = tmp_path / "ours.toml"
    own.write_text(A_PROMPT + A_PROMPT.replace("version = 1", "").replace("ours-pause", known.id))
    merged = library(own)
    assert len(merged) == len(PROMPTS) + 1
    assert merged[-1].id == "ours-pause"
    place = PROMPTS.index(known)
    assert merged[place].id == known.id
    assert merged[place].text == "You could open a window together."
    assert library() == PROMPTS


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("stage = 1", "stage = 7", "line 5: stage"),
        ("stage = 1\n", "", "line 3: stage"),
        ('kind = "try"', 'kind = "order"', "line 9: kind"),
        ('pattern = "secure"', 'pattern = "mixed"', "line 7: pattern"),
        ('strength = "theory"', 'strength = "proven"', "line 12: evidence.strength"),
        ("open a window together", "open a window " + "wide " * 45, "line 10: text: .* at most 45 words"),
        ("ours-pause", "Ours Pause", "line 4: id"),
        ("caution =", "warning =", "line 3: caution"),
        ("caution =", "caution ", "at line 13"),
        ("version = 1", "version = 2", "line 1: unknown version"),
        ("version = 1", "author = 1", "line 1: only"),
    ],
)
def test_a_fault_in_a_prompt_file_names_the_file_and_the_line(was: str, now: str, message: str) -> None:
    assert was in A_PROMPT
    with pytest.raises(PromptFileError, match=rf"ours\.toml.*{message}"):
        read_prompts("ours.toml", A_PROMPT.replace(was, now, 1))


def test_every_fault_is_named_at_once_and_the_right_table_is_found() -> None:
    second = A_PROMPT.replace("version = 1\n", "").replace("ours-pause", "ours-too")
    with pytest.raises(PromptFileError, match=r"line 5: stage.*line 21: kind"):
        read_prompts("ours.toml", A_PROMPT.replace("stage = 1", "stage = 0") + second.replace('"try"', '"do"'))


def test_an_id_given_twice_is_refused_with_its_line() -> None:
    with pytest.raises(PromptFileError, match="line 16: the id ours-pause is given twice"):
        read_prompts("ours.toml", A_PROMPT + A_PROMPT.replace("version = 1\n", ""))


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b""])
def test_an_unreadable_practice_file_is_one_calm_sentence(tmp_path: Path, content: bytes | None) -> None:
    own = tmp_path / "ours.toml"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(PromptFileError, match=r"ours\.toml"):
        library(own)


def test_a_practice_file_cannot_empty_a_cell(tmp_path: Path) -> None:
    moved = next(
        prompt
        for prompt in PROMPTS
        if (prompt.stage, prompt.rupture_type, prompt.pattern, prompt.kind) == (2, "confrontation", "fearful", "avoid")
    )
    own = tmp_path / "ours.toml"
    own.write_text(A_PROMPT.replace("ours-pause", moved.id))
    with pytest.raises(PromptFileError, match=r"ours\.toml leaves too few.*stage 2, confrontation, fearful"):
        library(own)
