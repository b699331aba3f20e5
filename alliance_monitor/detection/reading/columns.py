"""The columns of tidy ratings, checked one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import ANSWERS, RATERS, REQUIRED_ANSWERS, SCALES
from alliance_monitor.detection.reading.errors import Problem, RatingsError

REQUIRED: Final = ("client_id", "session_number", "rater", *REQUIRED_ANSWERS)

Integers = NDArray[np.integer[Any]]


class Columns(NamedTuple):
    """The columns of the frame as arrays.

    Attributes
    ----------
    client_ids : sorted; with whole-number ids it may hold ids that no row has.
    clients : (rows,) place of each row's client in `client_ids`.
    numbers : (rows,) session numbers.
    raters : (rows,) place in `RATERS`.
    answers : (rows,) per column of `ANSWERS`, NaN = not rated.
    instrument : (rows,) code of the instrument, −1 = not stated; None where it never changes.
    """

    client_ids: pd.Index[Any]
    clients: Integers
    numbers: Integers
    raters: NDArray[np.int8]
    answers: dict[str, NDArray[np.float64]]
    instrument: Integers | None


@dataclass(slots=True)
class Findings:
    """Problems found while reading, raised together so that one round of corrections is enough."""

    index: pd.Index[Any]
    problems: list[Problem] = field(default_factory=list)

    def add(self, column: str, what: str, wrong: NDArray[np.bool_]) -> None:
        """Note this problem for the rows that are wrong, if there are any."""
        if wrong.any():
            self.problems.append(Problem(column, what, tuple(self.index[wrong].tolist())))

    def raise_if_any(self) -> None:
        """Raise `RatingsError` if there were problems."""
        if self.problems:
            raise RatingsError(self.problems)


def read_columns(ratings: pd.DataFrame) -> Columns:
    """Read the columns of tidy ratings, or raise everything that is wrong with them.

    Raises
    ------
    RatingsError : see `sessions.read_sessions`; repeated ratings are only found when rows are sorted.
    """
    missing = [column for column in REQUIRED if column not in ratings.columns]
    if missing:
        raise RatingsError([Problem(column, "this column is missing") for column in missing])
    given = [column for column in dict.fromkeys((*REQUIRED, *ANSWERS)) if column in ratings.columns]
    doubled = [column for column in given if isinstance(ratings[column], pd.DataFrame)]
    if doubled:
        raise RatingsError([Problem(column, "this column is there twice") for column in doubled])
    findings = Findings(ratings.index)
    answers = {
        column: _answers(ratings[column], column, findings) if column in given else np.full(len(ratings), np.nan)
        for column in ANSWERS
    }
    raters = _raters(ratings["rater"], findings)
    numbers = _session_numbers(ratings["session_number"], findings)
    client_ids, clients = _clients(ratings["client_id"], findings)
    findings.raise_if_any()
    return Columns(client_ids, clients, numbers, raters, answers, _instruments(ratings))


def _answers(column: pd.Series[Any], name: str, findings: Findings) -> NDArray[np.float64]:
    low, high = SCALES[name]
    values = _as_floats(column, name, findings)
    if len(values):
        least, most = np.fmin.reduce(values), np.fmax.reduce(values)  # NaN only where nothing was rated
        if least < low or most > high:
            findings.add(name, f"outside {low:g}–{high:g}", (values < low) | (values > high))
    return values


def _as_floats(column: pd.Series[Any], name: str, findings: Findings) -> NDArray[np.float64]:
    if column.dtype.kind in "fiu" and isinstance(column.dtype, np.dtype):
        return column.to_numpy(dtype=np.float64)
    if column.dtype.kind == "b":
        findings.add(name, "not a number", np.ones(len(column), dtype=bool))
        return np.full(len(column), np.nan)
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    findings.add(name, "not a number", np.isnan(values) & ~column.isna().to_numpy())
    return values


def _raters(column: pd.Series[Any], findings: Findings) -> NDArray[np.int8]:
    codes, found = pd.factorize(column)
    known = [RATERS.index(rater) if rater in RATERS else -1 for rater in found]
    table = np.array([*known, -1], dtype=np.int8)
    raters = table[codes]  # a missing rater has code −1 and so takes the last entry
    if (table[:-1] < 0).any() or (len(codes) and int(codes.min()) < 0):
        findings.add("rater", f"neither {' nor '.join(f'“{rater}”' for rater in RATERS)}", raters < 0)
    return raters


def _session_numbers(column: pd.Series[Any], findings: Findings) -> NDArray[np.int64]:
    if column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        numbers = column.to_numpy(dtype=np.int64)
        if len(numbers) and int(numbers.min()) < 1:
            findings.add("session_number", "not a whole number from 1 on", numbers < 1)
        return numbers
    values = _as_floats(column, "session_number", Findings(findings.index))
    with np.errstate(invalid="ignore"):
        wrong = ~((values >= 1) & (values == np.floor(values)) & (values < 2**53))
    findings.add("session_number", "not a whole number from 1 on", wrong)
    return np.where(wrong, 1, values).astype(np.int64)


def _clients(column: pd.Series[Any], findings: Findings) -> tuple[pd.Index[Any], Integers]:
    """Return (sorted ids, place of each row's id among them); small whole numbers are their own places."""
    if len(column) and column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        ids = column.to_numpy()
        low, high = int(ids.min()), int(ids.max())
        if low >= 0 and high < 4 * len(ids) + 1024:
            return pd.RangeIndex(high + 1), ids
    codes, found = pd.factorize(column)
    findings.add("client_id", "missing", codes < 0)
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
