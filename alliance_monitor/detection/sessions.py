"""Tidy ratings in order: clients, their sessions, and who rated which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.tidy import REPEATED, Findings, Integers, Tidy, check

BLOCK: Final = 1 << 18
"""Rows looked at together; their working arrays stay in the processor's cache."""

SPARSE: Final = 4
"""Where session numbers leave out so many times more sessions than there are ratings, rows are sorted instead."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of every client in order, and where their ratings stand in the frame.

    Attributes
    ----------
    client_ids : each client once, sorted.
    first : (clients + 1,) position of each client's first session; the last entry is the number of sessions.
    number : (sessions,) session numbers.
    row : (2, sessions) row of the client's and of the therapist's rating, −1 where there is none.
    ratings : goal, task, bond, tension, each (rows,), NaN = not rated.
    instrument : (rows,) code of the instrument, −1 = not said; None when the frame has no such column.
    """

    client_ids: pd.Index[Any]
    first: Integers
    number: Integers
    row: Integers
    ratings: dict[str, NDArray[np.float64]]
    instrument: Integers | None

    def __len__(self) -> int:
        return len(self.number)


def read_sessions(ratings: pd.DataFrame) -> Sessions:
    """Check tidy ratings and order them by client and session.

    Parameters
    ----------
    ratings : one row per rating, columns `REQUIRED` and optionally `session_date` (ignored here) and
        `instrument`; rows in any order.

    Raises
    ------
    RatingsError : missing columns, ids, session numbers or raters; ratings out of range; two ratings of one
        session by one rater. Names columns and rows, never a rating.
    """
    findings = Findings(ratings.index)
    tidy = check(ratings, findings)
    return _placed(tidy) or _in_order(tidy, findings)


def _placed(tidy: Tidy) -> Sessions | None:
    """Give every rating the place its session number says, without sorting.

    A million clients' ratings are placed in a fifth of the time that sorting them takes. None where that cannot be
    done: session numbers with many gaps, or two ratings in one place.
    """
    rows = len(tidy.clients)
    if not rows or rows >= 2**31 or int(tidy.numbers.max()) > SPARSE * rows:
        return None
    last = np.zeros(int(tidy.clients.max()) + 1, dtype=np.int64)
    np.maximum.at(last, tidy.clients, tidy.numbers)
    before = np.cumsum(last) - last
    slots = int(before[-1] + last[-1])
    if slots > SPARSE * rows:
        return None
    # Client and therapist of one session lie side by side, so that both are met at once.
    table = np.full(2 * slots, -1, dtype=np.int32)
    for begin in range(0, rows, BLOCK):
        here = slice(begin, min(begin + BLOCK, rows))
        slot = before.take(tidy.clients[here])
        slot += tidy.numbers[here]
        slot -= 1
        slot *= 2
        slot += tidy.raters[here]
        table[slot] = np.arange(here.start, here.stop, dtype=np.int32)
    if int(np.count_nonzero(table >= 0)) < rows:
        return None
    pairs = table.reshape(slots, 2)
    held = (pairs >= 0).any(axis=1)
    number = np.arange(1, slots + 1) - np.repeat(before, last)
    present = np.flatnonzero(last)
    if held.all():
        first = np.append(before[present], slots)
    else:
        pairs, number = pairs[held], number[held]
        held_before = np.concatenate(([0], np.cumsum(held)))
        first = held_before[np.append(before[present], slots)]
    return Sessions(
        client_ids=tidy.client_ids.take(present),
        first=first,
        number=number,
        row=np.ascontiguousarray(pairs.T),
        ratings=tidy.values,
        instrument=tidy.instrument,
    )


def _in_order(tidy: Tidy, findings: Findings) -> Sessions:
    """Sort the rows and give every session its place.

    Works through the sorted rows block by block: arrays as long as the frame would each be fetched from
    memory and handed back, which at a million clients takes longer than the work itself.
    """
    packed, row_bits = _sorted_rows(tidy)
    total = 0
    repeated = np.zeros(0, dtype=bool)
    for begin in range(0, len(packed), BLOCK):
        key, key_before = _with_predecessors(packed, begin, row_bits)
        total += int(np.count_nonzero((key >> 1) != (key_before >> 1)))
        same = key == key_before
        if same.any():
            repeated = repeated if len(repeated) else np.zeros(len(packed), dtype=bool)
            order = packed & ((1 << row_bits) - 1)
            second = np.flatnonzero(same) + begin
            repeated[order[second]] = repeated[order[second - 1]] = True
    if len(repeated):
        findings.rows("rater", REPEATED, repeated)
        findings.stop_if_any()
    row = np.full((2, total), -1, dtype=np.int32 if len(packed) < 2**31 else np.int64)
    number = np.empty(total, dtype=np.int64)
    first: list[Integers] = []
    codes: list[Integers] = []
    done, last_client = 0, -1
    for begin in range(0, len(packed), BLOCK):
        key, key_before = _with_predecessors(packed, begin, row_bits)
        order = packed[begin : begin + BLOCK] & ((1 << row_bits) - 1)
        begins = (key >> 1) != (key_before >> 1)
        place = np.cumsum(begins, dtype=np.int64) + (done - 1)
        row[key & 1, place] = order
        lead = order[begins]
        number[done : done + len(lead)] = tidy.numbers[lead]
        client = tidy.clients[lead]
        changes = np.flatnonzero(client != np.concatenate(([last_client], client[:-1]))[: len(client)])
        first.append(changes + done)
        codes.append(client[changes])
        done += len(lead)
        last_client = int(client[-1]) if len(client) else last_client
    return Sessions(
        client_ids=tidy.client_ids.take(np.concatenate([*codes, np.empty(0, dtype=np.int64)])),
        first=np.concatenate([*first, [total]]).astype(np.int64),
        number=number,
        row=row,
        ratings=tidy.values,
        instrument=tidy.instrument,
    )


def _sorted_rows(tidy: Tidy) -> tuple[NDArray[np.int64], int]:
    """Return (client, session, rater, row packed into one integer per rating, sorted; bits of the row).

    Sorting such integers is several times faster than sorting row numbers by a key.
    """
    rows = len(tidy.clients)
    row_bits = max(rows - 1, 0).bit_length()
    session_bits = int(tidy.numbers.max()).bit_length() if rows else 1
    client_bits = int(tidy.clients.max()).bit_length() if rows else 1
    if client_bits + session_bits + 1 + row_bits <= 63:
        packed = tidy.clients.astype(np.int64)
        packed <<= session_bits
        packed |= tidy.numbers
    else:  # session numbers too large to pack: number the sessions through instead
        order = np.lexsort((tidy.numbers, tidy.clients))
        pairs = np.stack((tidy.clients[order], tidy.numbers[order]))
        packed = np.empty(rows, dtype=np.int64)
        packed[order] = np.cumsum(np.concatenate(([False], (pairs[:, 1:] != pairs[:, :-1]).any(axis=0))))
    packed <<= 1
    packed |= tidy.raters
    packed <<= row_bits
    for start in range(0, rows, BLOCK):
        packed[start : start + BLOCK] |= np.arange(start, min(start + BLOCK, rows))
    packed.sort()
    return packed, row_bits


def _with_predecessors(packed: NDArray[np.int64], begin: int, row_bits: int) -> tuple[Integers, Integers]:
    """Return (keys of a block without the row, keys of the ratings just before each; −1 before the first)."""
    key = packed[max(begin - 1, 0) : begin + BLOCK] >> row_bits
    if begin == 0:
        key = np.concatenate(([-1], key))
    return key[1:], key[:-1]
