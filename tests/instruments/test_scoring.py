"""Instruments are data; scoring follows each one's published key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor.instruments import (
    AnswersError,
    Instrument,
    Scores,
    TooManyMissingError,
    from_class,
    from_scores,
    instrument,
    instruments,
    score,
)
from tests.support.instrument_cases import HAND_WORKED, form

WITH_ITEMS = [instrument for instrument in instruments() if instrument.items]


# Item numbers and reversed items as published.
KEYS = [
    ("ecr-rs", "avoidance", {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4}),
    ("ecr-rs", "anxiety", {7, 8, 9}, set()),
    ("ecr-s", "avoidance", {1, 3, 5, 7, 9, 11}, {1, 5, 9}),
    ("ecr-s", "anxiety", {2, 4, 6, 8, 10, 12}, {8}),
    ("wai-sr", "task", {1, 2, 10, 12}, set()),
    ("wai-sr", "goal", {4, 6, 8, 11}, set()),
    ("wai-sr", "bond", {3, 5, 7, 9}, set()),
    ("wai-sr", "total", set(range(1, 13)), set()),
    ("wai-s", "task", {1, 2, 8, 12}, set()),
    ("wai-s", "goal", {4, 6, 10, 11}, {4, 10}),
    ("wai-s", "bond", {3, 5, 7, 9}, set()),
    ("wai-s", "total", set(range(1, 13)), {4, 10}),
    ("core-10", "total", set(range(1, 11)), {2, 3}),
    ("phq-9", "total", set(range(1, 10)), set()),
    ("gad-7", "total", set(range(1, 8)), set()),
    ("arm-5", "alliance", {1, 2, 3, 4, 5}, {3}),
    ("sai", "alliance", {1, 2, 3, 4, 5, 6}, set()),
    ("srs", "bond", {1}, set()),
    ("srs", "goal", {2}, set()),
    ("srs", "task", {3}, set()),
    ("ors", "total", {1, 2, 3, 4}, set()),
]


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Instrument, dict[str, float]]:
    """An instrument with every item answered in its range."""
    definition = draw(st.sampled_from(WITH_ITEMS))
    answers: dict[str, float] = {}
    for key in definition.item_keys:
        low, high = definition.range_of(int(key))
        whole = st.integers(int(low), int(high)).map(float)
        answers[key] = draw(whole if definition.whole_answers else st.floats(low, high))
    return definition, answers


def test_every_instrument_with_items_has_a_value_worked_out_by_hand():
    assert set(HAND_WORKED) == {instrument.id for instrument in WITH_ITEMS}


@pytest.mark.parametrize("instrument_id", sorted(HAND_WORKED))
def test_scores_agree_with_the_values_worked_out_by_hand(instrument_id):
    answers, native, on_seven = HAND_WORKED[instrument_id]
    scores = score(instrument(instrument_id), answers)
    assert scores.subscales == pytest.approx(native)
    assert {key: scores.on_seven[key] for key in on_seven} == pytest.approx(on_seven)


@pytest.mark.parametrize(("instrument_id", "scale_id", "items", "turned"), KEYS)
def test_a_subscale_adds_up_the_published_items_and_turns_round_the_published_ones(
    instrument_id, scale_id, items, turned
):
    scale = instrument(instrument_id).subscale(scale_id)
    assert set(scale.items) == items
    assert scale.reversed == turned


@given(filled_in())
def test_every_score_lies_in_its_native_range_and_on_one_to_seven(case):
    definition, answers = case
    scores = score(definition, answers)
    assert set(scores.subscales) == {scale.id for scale in definition.subscales}
    for scale in definition.subscales:
        assert scale.native.low - 1e-9 <= scores.subscales[scale.id] <= scale.native.high + 1e-9
        assert 1 <= scores.on_seven[scale.id] <= 7
    assert all(1 <= value <= 7 for value in scores.parts.values())


@given(filled_in())
def test_mirroring_every_answer_mirrors_every_score(case):
    definition, answers = case
    mirrored = {key: sum(definition.range_of(int(key))) - answer for key, answer in answers.items()}
    there, back = score(definition, answers), score(definition, mirrored)
    for scale in definition.subscales:
        assert there.subscales[scale.id] + back.subscales[scale.id] == pytest.approx(sum(scale.native), abs=1e-9)
        assert there.on_seven[scale.id] + back.on_seven[scale.id] == pytest.approx(8)


@given(filled_in())
def test_typing_in_scores_gives_the_same_result_as_the_items_they_came_from(case):
    definition, answers = case
    from_items = score(definition, answers)
    typed_in = from_scores(
        definition, {key: min(max(v, lo), hi) for key, v, (lo, hi) in _with_ranges(definition, from_items)}
    )
    assert typed_in.on_seven == pytest.approx(from_items.on_seven)
    assert typed_in.parts == pytest.approx(from_items.parts)


def _with_ranges(definition, scores):
    return [(scale.id, scores.subscales[scale.id], scale.native) for scale in definition.subscales]


@pytest.mark.parametrize(
    ("instrument_id", "parts"),
    [
        ("brief-session", {"goal", "task", "bond"}),
        ("srs", {"goal", "task", "bond"}),
        ("wai-s", {"goal", "task", "bond"}),
        ("wai-sr", {"goal", "task", "bond"}),
        ("seq", {"depth", "smoothness"}),
        ("ecr-rs", {"anxiety", "avoidance"}),
        ("rq", {"anxiety", "avoidance"}),
        ("arm-5", set()),
        ("cats", set()),
    ],
)
def test_scores_say_which_part_of_the_common_model_they_stand_for(instrument_id, parts):
    assert instrument(instrument_id).parts == parts


def test_a_positive_model_of_self_means_little_anxiety_and_of_others_little_avoidance():
    scores = score(instrument("rq"), form(7, 1, 1, 7))
    assert scores.subscales["self"] == 12
    assert scores.parts["anxiety"] == 1
    assert scores.parts["avoidance"] == 4


@pytest.mark.parametrize(
    ("instrument_id", "total", "band"),
    [
        ("phq-9", 0, "minimal"), ("phq-9", 4, "minimal"), ("phq-9", 5, "mild"), ("phq-9", 9, "mild"),
        ("phq-9", 10, "moderate"), ("phq-9", 15, "moderately severe"), ("phq-9", 19, "moderately severe"),
        ("phq-9", 20, "severe"), ("phq-9", 27, "severe"),
        ("gad-7", 4, "minimal"), ("gad-7", 5, "mild"), ("gad-7", 10, "moderate"), ("gad-7", 14, "moderate"),
        ("gad-7", 15, "severe"), ("gad-7", 21, "severe"),
    ],
)  # fmt: skip
def test_totals_fall_into_the_published_bands(instrument_id, total, band):
    assert from_scores(instrument(instrument_id), {"total": total}).bands == {"total": band}


@pytest.mark.parametrize(
    ("instrument_id", "scale", "value", "reached"),
    [
        ("srs", "total", 36, ("SRS total",)),
        ("srs", "total", 36.1, None),
        ("srs", "bond", 8.9, ("SRS item",)),
        ("srs", "bond", 9, None),
        ("ors", "total", 24.9, ("ORS clinical range, adults",)),
        ("ors", "total", 25, None),
        ("core-10", "total", 11, ("CORE-10 clinical range",)),
        ("core-10", "total", 10.9, None),
    ],
)
def test_limits_count_from_the_published_side(instrument_id, scale, value, reached):
    assert from_scores(instrument(instrument_id), {scale: value}).cutoffs.get(scale) == reached


def test_the_srs_offers_its_three_limits_each_with_a_source():
    srs = instrument("srs")
    limits = {cut.name: (cut.value, cut.side) for scale in srs.subscales for cut in scale.cutoffs}
    assert limits == {
        "SRS total": (36, "at or below"),
        "SRS item": (9, "below"),
        "SRS drop": (1, "drop"),
    }


@pytest.mark.parametrize(("instrument_id", "item"), [("phq-9", 9), ("core-10", 6)])
def test_any_answer_above_zero_on_the_item_about_harm_shows_the_risk_protocol(instrument_id, item):
    definition = instrument(instrument_id)
    calm = dict.fromkeys(definition.item_keys, 0.0)
    assert not score(definition, calm).risk
    assert score(definition, calm | {str(item): 1}).risk
    others = {key: 1.0 for key in calm if key != str(item)}
    assert not score(definition, others | {str(item): 0}).risk


def test_risk_is_seen_even_when_too_much_else_is_missing_for_a_total():
    scores = score(instrument("phq-9"), {"9": 1})
    assert scores.risk
    assert "total" not in scores.subscales


def test_a_total_alone_says_that_the_item_about_harm_is_not_known():
    assert any("harm" in note for note in from_scores(instrument("phq-9"), {"total": 12}).notes)
    assert from_scores(instrument("phq-9"), {"total": 12, "harm": 1}).risk


def test_tolerated_gaps_are_filled_with_the_mean_of_the_given_answers_and_said():
    answers = dict.fromkeys(instrument("gad-7").item_keys, 2.0)
    del answers["3"], answers["5"]
    scores = score(instrument("gad-7"), answers)
    assert scores.subscales["total"] == 14
    assert scores.notes == ("Anxiety symptoms: estimated from 5 of 7 answers.",)


def test_a_reversed_item_that_is_missing_does_not_shift_the_mean():
    scores = score(instrument("ecr-rs"), {"2": 2, "3": 2, "4": 2, "5": 6, "6": 6, "7": 4, "8": 4, "9": 4})
    assert scores.subscales["avoidance"] == 6


def test_a_subscale_with_too_many_gaps_is_left_out_and_named():
    scores = score(instrument("ecr-rs"), {"5": 2, "6": 2, "7": 4, "8": 4, "9": 4})
    assert scores.subscales == {"anxiety": 4}
    assert scores.notes == ("Avoidance: not scored, 4 of 6 answers are missing.",)


def test_an_empty_answer_counts_as_missing_and_never_as_zero():
    assert score(instrument("brief-session"), {"1": 6, "2": None}).subscales == {"goal": 6}


@pytest.mark.parametrize("answers", [{}, {"1": 2, "2": 1, "3": 0}])
def test_too_few_answers_to_score_anything_are_refused(answers):
    with pytest.raises(TooManyMissingError, match="Too many answers are missing"):
        score(instrument("gad-7"), answers)


@pytest.mark.parametrize("answer", [8, 0, -1, float("nan"), float("inf"), True, 6.5])
def test_an_answer_the_form_does_not_allow_is_refused_without_repeating_it(answer):
    with pytest.raises(AnswersError, match="item 3") as refused:
        score(instrument("ecr-rs"), {"3": answer})
    assert str(answer) not in str(refused.value).replace("1 to 7", "")


@pytest.mark.parametrize("key", ["0", "10", "anxiety", "", "01"])
def test_an_item_the_form_does_not_have_is_refused(key):
    with pytest.raises(AnswersError, match="has no item"):
        score(instrument("ecr-rs"), {key: 3})


def test_an_instrument_for_scores_only_points_to_score_entry():
    with pytest.raises(AnswersError, match="Enter its scores instead"):
        score(instrument("ecr-r"), {"1": 3})


@pytest.mark.parametrize("value", [0.9, 7.1, float("nan")])
def test_a_score_outside_its_range_is_refused(value):
    with pytest.raises(AnswersError, match="out of range"):
        from_scores(instrument("ecr-r"), {"anxiety": value})


def test_a_score_the_instrument_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(AnswersError, match="avoidance, anxiety"):
        from_scores(instrument("ecr-r"), {"security": 3})


def test_no_score_at_all_is_refused():
    with pytest.raises(TooManyMissingError):
        from_scores(instrument("ecr-r"), {"anxiety": None})


def test_scores_of_single_lines_give_the_total_that_follows_from_them():
    scores = from_scores(instrument("srs"), {"bond": 8, "goal": 9, "task": 7.5, "overall": 9})
    assert scores.subscales["total"] == 33.5


def test_a_total_that_does_not_follow_from_its_lines_is_kept_and_pointed_out():
    lines = {"bond": 8, "goal": 9, "task": 7.5, "overall": 9}
    scores = from_scores(instrument("srs"), lines | {"total": 30})
    assert scores.subscales["total"] == 30
    assert any("Total as entered" in note for note in scores.notes)
    assert not from_scores(instrument("srs"), lines | {"total": 33.5}).notes


def test_agreeing_with_opposite_descriptions_is_pointed_out():
    notes = score(instrument("rq"), form(6, 5, 2, 3)).notes
    assert any("Secure and Fearful describe opposites" in note for note in notes)
    assert not score(instrument("rq"), form(6, 4, 2, 3)).notes


def test_the_one_highest_description_is_the_style_and_a_tie_is_said():
    assert score(instrument("rq"), form(2, 1, 3, 6)).style == "dismissing"
    tied = score(instrument("rq"), form(2, 1, 6, 6))
    assert tied.style is None
    assert any("preoccupied and dismissing were rated equally high" in note for note in tied.notes)


@pytest.mark.parametrize(
    ("instrument_id", "categories"),
    [
        ("aai", ("secure", "avoidant", "preoccupied", "unresolved")),
        ("pacs", ("secure", "avoidant", "preoccupied")),
    ],
)
def test_class_instruments_take_their_own_classes_only(instrument_id, categories):
    definition = instrument(instrument_id)
    assert definition.categories == categories
    assert from_class(definition, "secure") == Scores(instrument=instrument_id, version=1, style="secure")
    with pytest.raises(AnswersError, match="has no class"):
        from_class(definition, "fearful")
