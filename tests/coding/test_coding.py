"""Practising: the moments, the key, and agreement beyond chance."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.graph_objects import Figure

from alliance_monitor.coding import ANSWERS, BLOCK, Attempt, agreement, kappa, next_vignette, vignettes
from alliance_monitor.errors import AllianceError
from alliance_monitor.figures.coding_course import coding_course
from db.connection.database import Database
from db.connection.utc import now
from db.store import Store
from tests.support.page_cases import open_page, page_text, press, signed_in

answers = st.lists(st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)), min_size=1, max_size=40)


def test_the_moments_are_many_different_and_evenly_spread() -> None:
    all_of_them = vignettes()
    assert len({moment.id for moment in all_of_them}) == len(all_of_them) >= 18
    assert {name: sum(moment.answer == name for moment in all_of_them) for name in ANSWERS} == dict.fromkeys(ANSWERS, 6)
    for moment in all_of_them:
        assert len(moment.text.split()) <= 45
        assert not any(name in moment.text.lower() for name in ("withdraw", "confront", "disagree")), moment.id


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # Two raters, 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: p = .70, chance = .50, κ = .40 (worked by hand).
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        ([("y", "y"), ("n", "n")], 1.0),
        ([("y", "n"), ("n", "y")], -1.0),
        ([("y", "y"), ("y", "n"), ("n", "y"), ("n", "n")], 0.0),
    ],
)
def test_kappa_by_hand(pairs: list[tuple[str, str]], expected: float) -> None:
    assert kappa(pairs) == pytest.approx(expected)


def test_kappa_is_not_defined_where_chance_alone_agrees() -> None:
    assert isnan(kappa([]))
    assert isnan(kappa([("y", "y")] * 5))


@given(answers)
def test_kappa_never_exceeds_what_was_observed(pairs: list[tuple[str, str]]) -> None:
    value = kappa(pairs)
    if not isnan(value):
        observed = sum(a == b for a, b in pairs) / len(pairs)
        assert -1 - 1e-9 <= value <= observed + 1e-9
        assert kappa([(b, a) for a, b in pairs]) == pytest.approx(value)


@given(st.lists(st.sampled_from(ANSWERS), max_size=30))
def test_agreement_goes_by_whole_blocks(given_: list[str]) -> None:
    attempts = [Attempt(vignettes()[n % 18].id, answer, now()) for n, answer in enumerate(given_)]
    blocks = agreement(attempts)
    assert len(blocks) == (len(given_) // BLOCK or (1 if given_ else 0))
    for block in blocks:
        assert isnan(block.kappa) or block.low - 1e-9 <= block.kappa <= block.high + 1e-9
        assert isnan(block.kappa) or block.low < block.high, "nine answers are never certain"
    figure = coding_course(blocks)
    assert Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()


def test_the_next_moment_is_a_new_one_then_the_oldest() -> None:
    attempts: list[Attempt] = []
    for expected in (*vignettes(), *vignettes()[:2]):
        asked = next_vignette(attempts)
        assert asked == expected
        attempts.append(Attempt(asked.id, "withdrawal", now()))


def test_an_answer_is_kept_once_and_explained(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    app = open_page("training")
    press(app, "Confrontation")
    assert "The key says: **disagreement, no rupture**" in page_text(app)
    assert [(attempt.vignette, attempt.answer) for attempt in store.attempts()] == [
        (vignettes()[0].id, "confrontation")
    ]
    press(app, "Next moment")
    press(app, "Withdrawal")
    assert "so the key says, too" in page_text(app)
    assert "1 of the last 2 as in the key" in page_text(app)


def test_what_is_no_answer_or_no_vignette_is_refused(store: Store) -> None:
    with pytest.raises(AllianceError, match="none of the three"):
        store.record_attempt(vignettes()[0].id, "something", key="a")
    with pytest.raises(AllianceError, match="no such vignette"):
        store.record_attempt("no-such", "withdrawal", key="b")
    assert store.attempts() == ()
