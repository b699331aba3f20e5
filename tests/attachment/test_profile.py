"""An attachment profile says where a client leans, how sure that is, and nothing more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance_monitor.attachment import (
    ESTIMATE_SPREAD,
    SCORE_SPREAD,
    Pattern,
    Profile,
    describe,
    do_not_assume,
    expected_course,
    listen_for,
    pattern_of_style,
)
from alliance_monitor.attachment.guidance import distance_advice
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.instruments import AnswersError, UnknownInstrumentError
from alliance_monitor.records.ratings import Rater

SPRING = date(2024, 4, 9)
ALL_FOUR = (Pattern.SECURE, Pattern.ANXIOUS, Pattern.AVOIDANT, Pattern.FEARFUL)
seven = st.none() | st.floats(1, 7)


@pytest.mark.parametrize(
    ("anxiety", "avoidance", "pattern", "leaning"),
    [
        (2.0, 2.0, "secure", ("secure",)),
        (5.2, 2.9, "anxious", ("anxious",)),
        (2.9, 5.2, "avoidant", ("avoidant",)),
        (6.0, 6.0, "fearful", ("fearful",)),
        (4.41, 3.59, "anxious", ("anxious",)),
        # exactly .4 from the middle is not more than .4
        (4.4, 2.0, "mixed", ("secure", "anxious")),
        (3.6, 2.0, "mixed", ("secure", "anxious")),
        (4.0, 6.0, "mixed", ("avoidant", "fearful")),
        (2.0, 4.4, "mixed", ("secure", "avoidant")),
        (6.0, 3.6, "mixed", ("anxious", "fearful")),
        (4.0, 4.2, "mixed", ALL_FOUR),
        (6.0, None, "mixed", ("anxious", "fearful")),
        (None, 2.0, "mixed", ("secure", "anxious")),
        (4.1, None, "mixed", ALL_FOUR),
        (None, None, "unknown", ()),
    ],
)
def test_a_client_leans_only_where_both_dimensions_are_clear(anxiety, avoidance, pattern, leaning):
    profile = Profile.from_estimate(anxiety, avoidance)
    assert profile.pattern == pattern
    assert profile.leaning == leaning


@given(seven, seven)
def test_the_patterns_left_open_are_one_two_four_or_none(anxiety, avoidance):
    profile = Profile.from_estimate(anxiety, avoidance)
    assert len(profile.leaning) in {0, 1, 2, 4}
    assert (profile.pattern is Pattern.MIXED) == (len(profile.leaning) > 1)
    assert (profile.pattern is Pattern.UNKNOWN) == (anxiety is None and avoidance is None)
    assert set(profile.leaning) <= set(ALL_FOUR)


@given(st.floats(1, 7), st.floats(1, 7))
def test_mirroring_both_scores_turns_every_pattern_into_its_opposite(anxiety, avoidance):
    opposite = dict(zip(ALL_FOUR, reversed(ALL_FOUR), strict=True))
    there = Profile.from_estimate(anxiety, avoidance).leaning
    back = Profile.from_estimate(8 - anxiety, 8 - avoidance).leaning
    assert {opposite[pattern] for pattern in there} == set(back)


def test_an_estimate_is_less_certain_than_a_questionnaire_or_a_score():
    estimate = Profile.from_estimate(5.2, 2.9)
    score = Profile.from_scores("ecr-rs", {"anxiety": 5.2, "avoidance": 2.9})
    assert estimate.anxiety_spread == estimate.avoidance_spread == ESTIMATE_SPREAD
    assert score.anxiety_spread == score.avoidance_spread == 0.6
    assert ESTIMATE_SPREAD > SCORE_SPREAD > 0.6


def test_answers_to_a_questionnaire_give_both_dimensions_and_remember_the_form():
    answers = {"1": 6, "2": 5, "3": 7, "4": 6, "5": 2, "6": 1, "7": 5, "8": 6, "9": 4}
    profile = Profile.from_answers("ecr-rs", answers, assessed_on=SPRING)
    assert profile.anxiety == 5
    assert profile.avoidance == pytest.approx(11 / 6)
    assert (profile.method, profile.instrument, profile.instrument_version) == ("questionnaire", "ecr-rs", 1)
    assert profile.assessed_on == SPRING
    assert profile.answers == answers


def test_the_clinicians_version_of_the_intake_counts_as_an_estimate():
    answers = dict.fromkeys(map(str, range(1, 11)), 6)
    by_client = Profile.from_answers("brief-attachment", answers)
    by_therapist = Profile.from_answers("brief-attachment", answers, rater=Rater.THERAPIST)
    assert by_client.method == "questionnaire"
    assert by_therapist.method == "estimate"
    assert by_therapist.anxiety == by_client.anxiety
    assert by_therapist.anxiety_spread > by_client.anxiety_spread


def test_a_client_questionnaire_cannot_be_filled_in_by_the_therapist():
    with pytest.raises(AnswersError, match="not filled in by the therapist"):
        Profile.from_answers("ecr-rs", {"7": 5, "8": 5, "9": 5}, rater=Rater.THERAPIST)


def test_a_dimension_that_could_not_be_scored_stays_unknown():
    profile = Profile.from_answers("ecr-rs", {"7": 6, "8": 6, "9": 6})
    assert profile.avoidance is None
    assert profile.avoidance_spread is None
    assert profile.leaning == ("anxious", "fearful")


def test_prototype_ratings_become_dimensions_with_wider_uncertainty():
    prototypes = {"secure": 1, "fearful": 2, "preoccupied": 7, "dismissing": 2}
    profile = Profile.from_scores("rq", prototypes)
    assert profile.anxiety == pytest.approx(5.5)  # self (1 + 2) − (7 + 2) = −6 → 2.5 → 8 − 2.5
    assert profile.avoidance == pytest.approx(3)  # other (1 + 7) − (2 + 2) = 4 → 5 → 8 − 5
    assert profile.anxiety_spread == 0.8
    assert profile.style == "preoccupied"
    assert profile.pattern == "anxious"
    assert profile.notes == ()


def test_conflicting_prototype_ratings_are_pointed_out_and_not_averaged_away():
    profile = Profile.from_answers("rq", {"1": 6, "2": 5, "3": 6, "4": 7})
    assert any("Secure and Fearful describe opposites" in note for note in profile.notes)
    assert any("Preoccupied and Dismissing describe opposites" in note for note in profile.notes)


def test_a_best_fitting_style_that_the_dimensions_rule_out_is_pointed_out():
    # self (6 + 1) − (5 + 5) = −3 → anxiety 4.75; other (6 + 5) − (5 + 1) = 5 → avoidance 2.75
    profile = Profile.from_answers("rq", {"1": 6, "2": 5, "3": 5, "4": 1})
    assert profile.style == "secure"
    assert profile.leaning == ("anxious",)
    assert any("(secure)" in note and "do not agree" in note for note in profile.notes)
    # self (4 + 5) − (1 + 1) = 7 → anxiety 2.25; other (4 + 1) − (1 + 5) = −1 → avoidance 4.25
    fitting = Profile.from_answers("rq", {"1": 4, "2": 1, "3": 1, "4": 5})
    assert fitting.leaning == ("secure", "avoidant")
    assert fitting.notes == ()


@pytest.mark.parametrize(
    ("instrument_id", "style", "pattern"),
    [
        ("aai", "secure", "secure"),
        ("aai", "avoidant", "avoidant"),
        ("aai", "preoccupied", "anxious"),
        ("aai", "unresolved", "unknown"),
        ("pacs", "preoccupied", "anxious"),
    ],
)
def test_an_interview_class_names_a_pattern_but_no_scores(instrument_id, style, pattern):
    profile = Profile.from_class(instrument_id, style)
    assert profile.pattern == pattern
    assert (profile.anxiety, profile.avoidance) == (None, None)


@pytest.mark.parametrize(
    ("style", "pattern"),
    [("preoccupied", "anxious"), ("dismissing", "avoidant"), ("fearful", "fearful"), ("secure", "secure")],
)
def test_the_names_of_four_style_and_pattern_systems_meet(style, pattern):
    assert pattern_of_style(style) == pattern


@pytest.mark.parametrize(("anxiety", "avoidance"), [(0.9, 3), (3, 7.1), (float("nan"), 3)])
def test_an_estimate_outside_the_scale_is_refused(anxiety, avoidance):
    with pytest.raises(InvalidEntryError, match="out of range"):
        Profile.from_estimate(anxiety, avoidance)


def test_an_instrument_that_does_not_measure_attachment_is_refused():
    with pytest.raises(AnswersError, match="neither anxiety nor avoidance"):
        Profile.from_scores("srs", {"total": 30})
    with pytest.raises(UnknownInstrumentError):
        Profile.from_scores("asq", {"anxiety": 3})


def test_a_score_without_its_uncertainty_cannot_be_kept():
    with pytest.raises(ValidationError, match="belong together"):
        Profile(anxiety=3, method="scores")


def test_a_profile_cannot_be_changed_and_survives_being_stored():
    profile = Profile.from_scores("ecr-r", {"anxiety": 3.2, "avoidance": 5.1}, assessed_on=SPRING)
    assert Profile.model_validate_json(profile.model_dump_json()) == profile
    with pytest.raises(ValidationError):
        profile.anxiety = 1.0


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        (
            Profile.from_estimate(5.2, 2.9),
            "Leaning anxious: anxiety 5.2 ± 1.0, avoidance 2.9 ± 1.0 on 1–7, by clinician's estimate",
        ),
        (
            Profile.from_scores("ecr-rs", {"anxiety": 4.1, "avoidance": 2}),
            "Unclear, secure or anxious: anxiety 4.1 ± 0.6, avoidance 2.0 ± 0.6 on 1–7, by ECR-RS, scored elsewhere",
        ),
        (
            Profile.from_answers("ecr-rs", {"7": 4, "8": 4, "9": 4}),
            "Unclear, all four patterns possible: anxiety 4.0 ± 0.6, avoidance not known on 1–7, "
            "by ECR-RS, answered by the client",
        ),
        (
            Profile.from_class("aai", "preoccupied"),
            "Class preoccupied, which goes with the anxious pattern, by AAI",
        ),
        (
            Profile.from_class("aai", "unresolved"),
            "Class unresolved, which says nothing about anxiety or avoidance, by AAI",
        ),
        (Profile.from_estimate(None, None), "Attachment not known"),
    ],
)
def test_a_profile_is_said_in_one_plain_sentence(profile, sentence):
    assert describe(profile) == sentence


def test_a_profile_from_an_instrument_no_longer_known_can_still_be_said():
    profile = Profile(anxiety=5, anxiety_spread=1, method="scores", instrument="in-house")
    assert describe(profile).endswith("by in-house, scored elsewhere")


@pytest.mark.parametrize("pattern", list(Pattern))
@pytest.mark.parametrize("notes", [listen_for, do_not_assume])
def test_every_pattern_has_two_to_four_short_notes_with_source_and_strength(pattern, notes):
    found = notes(pattern)
    assert 2 <= len(found) <= 4
    for note in found:
        assert len(note.text.split()) <= 45
        assert note.source
        assert note.strength


def test_notes_differ_between_patterns():
    for notes in (listen_for, do_not_assume, expected_course):
        assert len({notes(pattern) for pattern in Pattern}) == len(Pattern)


@pytest.mark.parametrize(
    ("pattern", "author", "words"),
    [
        ("secure", "Kanninen", "stable"),
        ("anxious", "Kanninen", "poor alliance in the middle"),
        ("avoidant", "Kanninen", "declines towards the end"),
        ("fearful", "Eames", "lower alliance in the early"),
        ("anxious", "Eames", "rises over the early"),
        ("avoidant", "Eames", "rises over the early"),
    ],
)
def test_the_expected_course_follows_its_study_and_says_it_is_one_study(pattern, author, words):
    note = next(note for note in expected_course(pattern) if author in note.source)
    assert words in note.text
    assert note.strength == "one study"


def test_anxious_clients_are_met_near_and_given_room_avoidant_ones_the_other_way_round():
    advice = {
        (pattern, phase): distance_advice(pattern, phase)
        for pattern in (Pattern.ANXIOUS, Pattern.AVOIDANT)
        for phase in ("early", "middle", "late")
    }
    assert [note.text.split()[0] for note in advice.values()] == ["Near", "A", "Wider:", "Far", "A", "Nearer:"]
    assert "wider" in advice[Pattern.ANXIOUS, "middle"].text
    assert "nearer" in advice[Pattern.AVOIDANT, "middle"].text
    assert {(note.source, note.strength) for note in advice.values()} == {
        ("Daly & Mallinckrodt 2009", "12 expert interviews")
    }


@pytest.mark.parametrize("pattern", [p for p in Pattern if p not in {Pattern.ANXIOUS, Pattern.AVOIDANT}])
def test_nothing_is_advised_beyond_what_the_experts_were_asked(pattern):
    assert distance_advice(pattern, "middle") is None
