"""The records of one session, checked before they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf, nan
from typing import Any

import pandas as pd

from alliance_monitor.detection.channels import RATERS
from alliance_monitor.detection.errors import Problem, RatingsError
from alliance_monitor.detection.state import State
from alliance_monitor.detection.tidy import RANGES, REPEATED, REQUIRED

Answers = tuple[float, float, float, float]
"""Goal, task, bond, tension; NaN = not rated."""

_SEVEN, _FIVE = RANGES["goal"], RANGES["tension"]


def _float(value: Any) -> float:
    """Return a rating as a float; None and pandas' NA are NaN."""
    return value if type(value) is float else nan if absent(value) else float(value)


def absent(value: Any) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 — true exactly for NaN


def answers(record: Mapping[str, Any]) -> Answers:
    return (
        _float(record["goal"]),
        _float(record["task"]),
        _float(record["bond"]),
        _float(record["tension"]),
    )


def checked(records: list[Mapping[str, Any]], state: State | None) -> tuple[Any, int, list[Answers]]:
    """Return (client id, session number, answers of each record) of records that may be judged, or raise."""
    given: list[Answers] = []
    try:
        sound = _is_sound(records, state, given)
    except (IndexError, KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        _find_problems(records, state)
        given = [answers(record) for record in records]
    client_id = records[0]["client_id"]
    if hasattr(client_id, "item"):
        client_id = client_id.item()
    return client_id, int(records[0]["session_number"]), given


def _is_sound(records: list[Mapping[str, Any]], state: State | None, given: list[Answers]) -> bool:
    """Say quickly whether everything is plainly in order, collecting answers; the rest is looked at again, slowly."""
    client_id, number = records[0]["client_id"], records[0]["session_number"]
    if type(number) is not int or number < 1 or absent(client_id):
        return False
    if state is not None and (number <= state.session_number or client_id != state.client_id):
        return False
    if len(records) > 1 and (len(records) > 2 or records[0]["rater"] == records[1]["rater"]):
        return False
    for record in records:
        if record["client_id"] != client_id or record["session_number"] != number or record["rater"] not in RATERS:
            return False
        goal, task, bond, tension = found = answers(record)
        given.append(found)
        for value, (low, high) in ((goal, _SEVEN), (task, _SEVEN), (bond, _SEVEN), (tension, _FIVE)):
            if value < low or value > high:  # both false for NaN: not rated
                return False
    return True


def _find_problems(records: list[Mapping[str, Any]], state: State | None) -> None:
    """Raise what is wrong with records that `_is_sound` did not pass; return when nothing is."""
    if not records:
        raise RatingsError([Problem("rater", "nobody's rating was given")])
    missing = [name for name in REQUIRED if any(name not in record for record in records)]
    if missing:
        raise RatingsError([Problem(name, "this column is missing") for name in missing])
    problems: list[Problem] = []
    client_id, number = records[0]["client_id"], records[0]["session_number"]
    raters = [record["rater"] for record in records]
    for position, record in enumerate(records):
        if absent(client_id) or record["client_id"] != client_id:
            problems.append(Problem("client_id", "missing, or not one client", (position,)))
        if record["session_number"] != number:
            problems.append(Problem("session_number", "not one session", (position,)))
        if record["rater"] not in RATERS:
            problems.append(Problem("rater", "neither “client” nor “therapist”", (position,)))
        elif raters.index(record["rater"]) != position:
            problems.append(Problem("rater", REPEATED, (position,)))
        problems += _outside(record, position)
    if not (_is_whole(number) and number >= 1):
        problems.append(Problem("session_number", "not a whole number from 1 on", (0,)))
    elif state is not None:
        if client_id != state.client_id:
            problems.append(Problem("client_id", "not the client of the earlier sessions", (0,)))
        if number <= state.session_number:
            problems.append(Problem("session_number", "not after the sessions already judged", (0,)))
    if problems:
        raise RatingsError(problems)


def _outside(record: Mapping[str, Any], position: int) -> list[Problem]:
    problems = []
    for name, (low, high) in RANGES.items():
        value = record[name]
        if absent(value):
            continue
        try:
            inside = low <= value <= high
        except TypeError:
            inside = False
        if not inside:
            problems.append(Problem(name, f"outside {low:g}–{high:g}", (position,)))
    return problems


def _is_whole(number: Any) -> bool:
    try:
        return not isinstance(number, (bool, str)) and not isinf(number) and number == int(number)
    except (TypeError, ValueError):
        return False
