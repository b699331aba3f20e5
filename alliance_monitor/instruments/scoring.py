"""From answers, scores computed elsewhere, or a class, to `Scores`. Pure: the rules are the instrument's data."""

from __future__ import annotations

import math
from collections.abc import Mapping

from alliance_monitor.instruments.data import Range
from alliance_monitor.instruments.definition import Instrument
from alliance_monitor.instruments.errors import AnswersError, TooManyMissingError
from alliance_monitor.instruments.reading import read
from alliance_monitor.instruments.scores import Scores
from alliance_monitor.instruments.subscale import Subscale

ROUNDING = 0.06
"""How far an entered total may differ from the sum of its parts before it is pointed out: forms round to a decimal."""


def score(instrument: Instrument, answers: Mapping[str, float | None]) -> Scores:
    """Score the answers to single items.

    Parameters
    ----------
    answers : item key ("1", "2", …) → answer as ticked, before any reversal; a missing answer is
        left out or None.

    A subscale with more missing answers than it tolerates is left out and named in `notes`. With
    tolerated gaps a mean is taken over the given answers, and a sum is that mean times the number
    of items.

    Raises
    ------
    AnswersError : an item the instrument does not have, or an answer it does not allow.
    TooManyMissingError : no subscale can be scored.
    """
    given = _answers_given(instrument, answers)
    scored, notes = _score_items(instrument, given)
    if not scored:
        raise TooManyMissingError(
            f"Too many answers are missing to score {instrument.name}.", f"Its rule: {instrument.missing}"
        )
    return read(instrument, scored, given, notes)


def from_scores(instrument: Instrument, scores: Mapping[str, float | None]) -> Scores:
    """Take over scores that were computed elsewhere.

    Parameters
    ----------
    scores : subscale id → score in the instrument's own unit; unknown ones are left out or None.
        The score of a one-item subscale counts as that item's answer, so subscales that follow
        from such items (the SRS total, the RQ models) are worked out too.

    Raises
    ------
    AnswersError : a subscale the instrument does not have, or a score outside its range.
    TooManyMissingError : no score at all.
    """
    entered: dict[str, float] = {}
    for key, value in scores.items():
        scale = instrument.subscale(key)
        if scale is None:
            known = ", ".join(subscale.id for subscale in instrument.subscales) or "none"
            raise AnswersError(f"{instrument.name} has no score “{key}”.", f"Its scores: {known}.")
        if value is not None:
            entered[key] = _checked(f"The score “{scale.name}” of {instrument.name}", value, scale.native)
    if not entered:
        raise TooManyMissingError(f"No score of {instrument.name} was entered.", "Enter at least one.")
    items = {
        scale.items[0]: entered[scale.id]
        for scale in instrument.subscales
        if scale.id in entered and len(scale.items) == 1 and not scale.reversed
    }
    derived, _ = _score_items(instrument, items)
    notes = [
        f"{scale.name} as entered does not follow from the other scores entered. Please check the form."
        for scale in instrument.subscales
        if abs(derived.get(scale.id, math.nan) - entered.get(scale.id, math.nan)) > ROUNDING
    ]
    return read(instrument, derived | entered, items, notes)


def from_class(instrument: Instrument, category: str) -> Scores:
    """Take over the class an interview or coding system arrived at.

    Raises
    ------
    AnswersError : not one of the instrument's categories.
    """
    if category not in instrument.categories:
        known = ", ".join(instrument.categories) or "none"
        raise AnswersError(f"{instrument.name} has no class “{category}”.", f"Its classes: {known}.")
    return Scores(instrument=instrument.id, version=instrument.version, style=category)


def _checked(what: str, value: float, allowed: Range, whole: bool = False) -> float:
    if isinstance(value, bool) or value not in allowed:
        raise AnswersError(f"{what} is out of range.", f"Allowed: {allowed}.")
    if whole and value != int(value):
        raise AnswersError(f"{what} must be a whole number.", f"Allowed: {allowed}.")
    return float(value)


def _answers_given(instrument: Instrument, answers: Mapping[str, float | None]) -> dict[int, float]:
    given: dict[int, float] = {}
    for key, value in answers.items():
        allowed = instrument.range_of(int(key)) if key in instrument.item_keys else None
        if allowed is None:
            count = instrument.items
            todo = f"Its items are 1 to {count}." if count else "Enter its scores instead."
            raise AnswersError(f"{instrument.name} has no item “{key}”.", todo)
        if value is not None:
            what = f"The answer to item {key} of {instrument.name}"
            given[int(key)] = _checked(what, value, allowed, whole=instrument.whole_answers)
    return given


def _score_items(instrument: Instrument, given: Mapping[int, float]) -> tuple[dict[str, float], list[str]]:
    scored: dict[str, float] = {}
    notes: list[str] = []
    for scale in instrument.subscales:
        present = [item for item in scale.items if item in given]
        gaps = len(scale.items) - len(present)
        if not present:
            continue
        if gaps > scale.may_be_missing:
            notes.append(f"{scale.name}: not scored, {gaps} of {len(scale.items)} answers are missing.")
            continue
        if gaps:
            notes.append(f"{scale.name}: estimated from {len(present)} of {len(scale.items)} answers.")
        scored[scale.id] = _combine(instrument, scale, {item: given[item] for item in present})
    return scored, notes


def _combine(instrument: Instrument, scale: Subscale, given: Mapping[int, float]) -> float:
    values: list[float] = []
    for item, answer in given.items():
        allowed = instrument.range_of(item)
        value = allowed.low + allowed.high - answer if item in scale.reversed and allowed else answer
        values.append(-value if item in scale.minus else value)
    total = math.fsum(values)
    return total / len(values) if scale.scoring == "mean" else total * len(scale.items) / len(values)
