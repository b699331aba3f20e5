"""The columns of tidy ratings, checked one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import PARTS, RATERS
from alliance_monitor.detection.errors import Problem, RatingsError
from alliance_monitor.records import ALLIANCE_HIGH, ALLIANCE_LOW, TENSION_NONE, TENSION_SEVERE

REQUIRED: Final = ("client_id", "session_number", "rater", *PARTS, "tension")
RANGES: Final = dict.fromkeys(PARTS, (ALLIANCE_LOW, ALLIANCE_HIGH)) | {
    "tension": (float(TENSION_NONE), float(TENSION_SEVERE))
}
REPEATED: Final = "more than one rating of a session by the same rater"

Integers = NDArray[np.integer[Any]]


class Tidy(NamedTuple):
    """The columns of the frame as arrays, checked one by one; ids as codes into `client_ids`."""

    client_ids: pd.Index[Any]
    clients: Integers
    numbers: Integers
    raters: NDArray[np.int8]
    values: dict[str, NDArray[np.float64]]
    instrument: Integers | None


@dataclass(slots=True)
class Findings:
    """Problems met while reading; raised together so that one correction round is enough."""

    index: pd.Index[Any]
    problems: list[Problem] = field(default_factory=list)

    def rows(self, column: str, what: str, wrong: NDArray[np.bool_]) -> None:
        if wrong.any():
            self.problems.append(Problem(column, what, tuple(self.index[wrong].tolist())))

    def stop_if_any(self) -> None:
        if self.problems:
            raise RatingsError(self.problems)


def check(ratings: pd.DataFrame, findings: Findings) -> Tidy:
    """Read the columns of tidy ratings, or raise everything that is wrong with them.

    Raises
    ------
    RatingsError : see `sessions.read_sessions`; repeated ratings are found later, when rows are sorted.
    """
    missing = [column for column in REQUIRED if column not in ratings.columns]
    if missing:
        raise RatingsError([Problem(column, "this column is missing") for column in missing])
    doubled = [column for column in REQUIRED if isinstance(ratings[column], pd.DataFrame)]
    if doubled:
        raise RatingsError([Problem(column, "this column is there twice") for column in doubled])
    values = {column: _numbers(ratings[column], column, findings) for column in RANGES}
    raters = _raters(ratings["rater"], findings)
    numbers = _session_numbers(ratings["session_number"], findings)
    client_ids, clients = _clients(ratings["client_id"], findings)
    findings.stop_if_any()
    instrument = _instruments(ratings)
    return Tidy(client_ids, clients, numbers, raters, values, instrument)


def _numbers(column: pd.Series[Any], name: str, findings: Findings) -> NDArray[np.float64]:
    low, high = RANGES[name]
    values = _as_floats(column, name, findings)
    if len(values):
        least, most = np.fmin.reduce(values), np.fmax.reduce(values)  # NaN only where nothing was rated
        if least < low or most > high:
            findings.rows(name, f"outside {low:g}–{high:g}", (values < low) | (values > high))
    return values


def _as_floats(column: pd.Series[Any], name: str, findings: Findings) -> NDArray[np.float64]:
    if column.dtype.kind in "fiu" and isinstance(column.dtype, np.dtype):
        return column.to_numpy(dtype=np.float64)
    if column.dtype.kind == "b":
        findings.rows(name, "not a number", np.ones(len(column), dtype=bool))
        return np.full(len(column), np.nan)
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    findings.rows(name, "not a number", np.isnan(values) & ~column.isna().to_numpy())
    return values


def _raters(column: pd.Series[Any], findings: Findings) -> NDArray[np.int8]:
    codes, found = pd.factorize(column)
    known = [RATERS.index(rater) if rater in RATERS else -1 for rater in found]
    table = np.array([*known, -1], dtype=np.int8)
    raters = table[codes]  # a missing rater has code −1 and so takes the last entry
    if (table[:-1] < 0).any() or (len(codes) and int(codes.min()) < 0):
        findings.rows("rater", "neither “client” nor “therapist”", raters < 0)
    return raters


def _session_numbers(column: pd.Series[Any], findings: Findings) -> NDArray[np.int64]:
    if column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        numbers = column.to_numpy(dtype=np.int64)
        if len(numbers) and int(numbers.min()) < 1:
            findings.rows("session_number", "not a whole number from 1 on", numbers < 1)
        return numbers
    values = _as_floats(column, "session_number", Findings(findings.index))
    with np.errstate(invalid="ignore"):
        wrong = ~((values >= 1) & (values == np.floor(values)) & (values < 2**53))
    findings.rows("session_number", "not a whole number from 1 on", wrong)
    return np.where(wrong, 1, values).astype(np.int64)


def _clients(column: pd.Series[Any], findings: Findings) -> tuple[pd.Index[Any], Integers]:
    """Return (sorted ids, code of each row). Codes of whole-number ids may skip ids nobody has."""
    if len(column) and column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        ids = column.to_numpy()
        low, high = int(ids.min()), int(ids.max())
        if low >= 0 and high < 4 * len(ids) + 1024:
            return pd.RangeIndex(high + 1), ids
    codes, found = pd.factorize(column)
    findings.rows("client_id", "missing", codes < 0)
    index = pd.Index(found)
    try:
        order = np.asarray(index.argsort())
    except TypeError:  # ids of several types: any fixed order will do, so by type and then by text
        order = np.array(sorted(range(len(index)), key=lambda i: (type(index[i]).__name__, str(index[i]))))
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return index.take(order), place[codes]


def _instruments(ratings: pd.DataFrame) -> Integers | None:
    if "instrument" not in ratings.columns:
        return None
    codes, found = pd.factorize(ratings["instrument"])
    return codes.astype(np.int32) if len(found) > 1 else None
