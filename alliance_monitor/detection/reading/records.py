"""The records of one session, checked before they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from alliance_monitor.detection.channels import ANSWERS, RATERS, SCALES
from alliance_monitor.detection.reading.columns import REQUIRED
from alliance_monitor.detection.reading.errors import Problem, RatingsError
from alliance_monitor.detection.reading.sessions import read_sessions

Answers = dict[str, float]
"""One rating by column of `ANSWERS`, NaN = not rated."""

Given = dict[str, tuple[Mapping[str, Any], Answers]]
"""The record and the answers of each rater who rated."""


def is_missing(value: Any) -> bool:
    """Whether a value is None, NaN or pandas' NA."""
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 - true exactly for NaN


def read_records(records: list[Mapping[str, Any]], earlier: tuple[Any, int] | None) -> tuple[Any, int, Given]:
    """Return (client id, session number, what was given by whom) of the records of one session.

    Parameters
    ----------
    earlier : client id and session number of the last session judged, None for a new client.

    Raises
    ------
    RatingsError : as in `read_sessions`, rows being positions in `records`; also for records of several sessions or
        clients, or of a session that does not come after `earlier`.
    """
    try:
        given = _read_quickly(records, earlier)
    except (IndexError, KeyError, TypeError, ValueError):
        given = None
    if given is None:
        given = _read_as_frame(records, earlier)
    client_id = records[0]["client_id"]
    if hasattr(client_id, "item"):  # NumPy's numbers cannot be stored as JSON
        client_id = client_id.item()
    return client_id, int(records[0]["session_number"]), given


def _read_quickly(records: list[Mapping[str, Any]], earlier: tuple[Any, int] | None) -> Given | None:
    """Read records that are plainly in order, None for others: a frame for every session would take a millisecond."""
    client_id, number = records[0]["client_id"], records[0]["session_number"]
    if not (type(number) is int or isinstance(number, np.integer)) or number < 1 or is_missing(client_id):
        return None
    if earlier is not None and (number <= earlier[1] or client_id != earlier[0]):
        return None
    given: Given = {}
    for record in records:
        rater = record["rater"]
        if record["client_id"] != client_id or record["session_number"] != number:
            return None
        if rater not in RATERS or rater in given:
            return None
        answers = {}
        for column, (low, high) in SCALES.items():
            answer = record[column] if column in REQUIRED else record.get(column, nan)
            if type(answer) is not float:
                answer = nan if is_missing(answer) else float(answer)
            answers[column] = answer
            if answer < low or answer > high:  # both false for NaN: not rated
                return None
        given[rater] = record, answers
    return given


def _read_as_frame(records: list[Mapping[str, Any]], earlier: tuple[Any, int] | None) -> Given:
    """Read records as rows of tidy ratings, with the same rules and the same problems."""
    if not records:
        raise RatingsError([Problem("rater", "nobody's rating was given")])
    missing = [column for column in REQUIRED if any(column not in record for record in records)]
    if missing:
        raise RatingsError([Problem(column, "this column is missing") for column in missing])
    columns = dict.fromkeys((*REQUIRED, *ANSWERS))
    frame = pd.DataFrame([{column: record.get(column) for column in columns} for record in records])
    answers = read_sessions(frame).answers
    problems = []
    for column, what in (("client_id", "not one client"), ("session_number", "not one session")):
        others = np.flatnonzero(frame[column] != frame[column][0])
        if len(others):
            problems.append(Problem(column, what, tuple(others.tolist())))
    if earlier is not None:
        client_id, number = earlier
        if records[0]["client_id"] != client_id:
            problems.append(Problem("client_id", "not the client of the earlier sessions", (0,)))
        if records[0]["session_number"] <= number:
            problems.append(Problem("session_number", "not after the sessions already judged", (0,)))
    if problems:
        raise RatingsError(problems)
    return {
        record["rater"]: (record, {column: float(answers[column][row]) for column in ANSWERS})
        for row, record in enumerate(records)
    }
