"""A whole archive of ratings in, one judged session per row out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import ANSWERS, CHANNELS, RATERS
from alliance_monitor.detection.channels.arithmetic import ARRAYS, Values
from alliance_monitor.detection.judging.assessment import DEFERS_TO, Assessment
from alliance_monitor.detection.parameters.norms import PUBLISHED_NORMS, Norms
from alliance_monitor.detection.parameters.settings import DEFAULT_SETTINGS, STATUSES, DetectionSettings
from alliance_monitor.detection.reading.columns import Integers
from alliance_monitor.detection.reading.sessions import Sessions, read_sessions
from alliance_monitor.detection.scoring.expectation import Series, by_rank, expect
from alliance_monitor.detection.scoring.state import ChannelState
from alliance_monitor.detection.scoring.verdict import evidence, probability, status_code

CHUNK: Final = 4000
"""Clients judged at a time: their sessions stay in the processor's cache (benchmarks/detection_speed.py)."""


class _Result(NamedTuple):
    """Arrays of the result, filled chunk by chunk; first axis channel where there is one.

    `states` is (channels, clients, fields of `ChannelState`), None where nobody asked for them.
    """

    evidence: Values
    observed: NDArray[np.float32]
    expected: NDArray[np.float32]
    spread: NDArray[np.float32]
    score: Values
    probability: Values
    prior: Values
    status: NDArray[np.int8]
    decline: NDArray[np.bool_]
    states: Values | None


def assess(
    ratings: pd.DataFrame,
    norms: Norms = PUBLISHED_NORMS,
    settings: DetectionSettings = DEFAULT_SETTINGS,
) -> pd.DataFrame:
    """Judge every session of every client by what was rated up to and including it.

    Parameters
    ----------
    ratings : tidy, one row per rating, any row order: `client_id` (text or whole number), `session_number`
        (1, 2, …, gaps allowed), `rater` (client / therapist), `goal`, `task`, `bond` (1–7 or NaN),
        `tension` (1 none … 5 severe, or NaN); `session_date` and `instrument` optional. When a rater's
        instrument changes, that rater's ratings start a new comparison: earlier ones are not used.
    norms : priors, from `fit_norms` or the published defaults.
    settings : see `DetectionSettings`.

    Returns
    -------
    DataFrame with the fields of `Assessment` as columns, one row per client and session in that order.
    `status` is categorical. Row k depends on the same client's sessions up to k and on nothing else.

    Raises
    ------
    RatingsError : what is wrong, with columns and rows; nothing is computed then.
    """
    sessions = read_sessions(ratings)
    return _as_frame(sessions, _assess(sessions, norms, settings, states=False))


def assess_and_keep(
    ratings: pd.DataFrame,
    norms: Norms = PUBLISHED_NORMS,
    settings: DetectionSettings = DEFAULT_SETTINGS,
) -> tuple[pd.DataFrame, Values]:
    """Judge as `assess` does, and return the states from which `advance` judges each client's next session.

    Returns
    -------
    (judged sessions, states) : states are (channels, clients, fields of `ChannelState`), clients in the order of the
        judged sessions.
    """
    sessions = read_sessions(ratings)
    result = _assess(sessions, norms, settings, states=True)
    assert result.states is not None  # noqa: S101 - asked for
    return _as_frame(sessions, result), result.states


def _assess(sessions: Sessions, norms: Norms, settings: DetectionSettings, *, states: bool) -> _Result:
    count, clients, channels = len(sessions), len(sessions.client_ids), len(CHANNELS)
    result = _Result(
        evidence=np.empty((channels, count)),
        observed=np.empty((channels, count), dtype=np.float32),
        expected=np.empty((channels, count), dtype=np.float32),
        spread=np.empty((channels, count), dtype=np.float32),
        score=np.empty(count),
        probability=np.empty(count),
        prior=np.empty(count),
        status=np.empty(count, dtype=np.int8),
        decline=np.empty(count, dtype=bool),
        states=np.zeros((channels, clients, len(ChannelState._fields))) if states else None,
    )
    for begin in range(0, clients, CHUNK):
        _assess_chunk(sessions, slice(begin, min(begin + CHUNK, clients)), norms, settings, result)
    return result


def _assess_chunk(
    sessions: Sessions, clients: slice, norms: Norms, settings: DetectionSettings, result: _Result
) -> None:
    """Judge the sessions of these clients and write them to their place in `result`."""
    first = sessions.first[clients.start : clients.stop + 1]
    here = slice(int(first[0]), int(first[-1]))
    client = np.repeat(np.arange(len(first) - 1), np.diff(first))
    compared, declined = np.zeros(len(client), dtype=bool), np.zeros((len(CHANNELS), len(client)), dtype=bool)
    # Filled here and not when allocated: a large zeroed array comes in small pages, each fetched separately.
    result.evidence[:, here] = 0.0
    result.expected[:, here] = result.spread[:, here] = np.nan
    newest = first[1:] - here.start - 1
    for index, values, comparison, series in _series_by_channel(sessions, here, client):
        channel = CHANNELS[index]
        found = expect(series, channel, norms.turned[index], settings, states=result.states is not None)
        if result.states is not None and found.finals is not None:
            of = comparison[series.position[series.start]]
            _keep_states(result.states[index, clients], of, comparison[newest], found.finals)
        at = found.position
        compared[at] = True
        result.observed[index, here] = values
        result.evidence[index, here][at] = evidence(found.values, found.expected, found.spread, index, settings, ARRAYS)
        result.expected[index, here][at] = channel.measure.turned(found.expected)
        result.spread[index, here][at] = found.spread
        declined[index, at] = found.declined
    for index, others in enumerate(DEFERS_TO):
        for other in others:
            declined[index] &= np.isnan(result.observed[other, here])
    score = np.full(len(client), settings.prior)
    for part in result.evidence[:, here]:
        score += part
    score[~compared] = np.nan
    status = status_code(score, settings)
    result.score[here] = score
    result.probability[here] = probability(score, ARRAYS)
    result.prior[here] = np.where(compared, settings.prior, np.nan)
    result.status[here] = status
    result.decline[here] = declined.any(axis=0) & (status == STATUSES.index("on_track"))


def _series_by_channel(
    sessions: Sessions, here: slice, client: Integers
) -> Iterator[tuple[int, Values, Integers, Series]]:
    """Yield (place in `CHANNELS`, value of each session, comparison of each session, series), rater by rater."""
    comparison, series = client, None
    rows = sessions.row[:, here].astype(np.intp, order="C")  # in NumPy's own index type it gathers fastest
    for rater, row in zip(RATERS, rows, strict=True):
        absent = np.flatnonzero(row < 0)
        answers = {column: _taken(values, row, absent) for column, values in sessions.answers.items()}
        rated = {
            index: channel.value(answers, ARRAYS) for index, channel in enumerate(CHANNELS) if channel.rater == rater
        }
        earlier = comparison
        comparison = client + _instrument_changes(sessions, row, client, answers)
        if series is not None and not np.array_equal(comparison, earlier):
            series = None
        for index, values in rated.items():
            series = _series(CHANNELS[index].measure.turned(values), comparison, series)
            yield index, values, comparison, series


def _taken(values: Values, row: Integers, absent: Integers) -> Values:
    taken = values.take(row, mode="wrap")
    taken[absent] = np.nan
    return taken


def _instrument_changes(
    sessions: Sessions, row: Integers, client: Integers, answers: dict[str, Values]
) -> Integers | int:
    """Return, per session, how often this rater's instrument has changed, counted on over clients.

    Added to the client's number it tells comparisons apart. A rating that does not state its instrument
    counts as made with the same as before.
    """
    if sessions.instrument is None:
        return 0
    codes = np.where(row >= 0, sessions.instrument.take(row, mode="wrap"), -1)
    codes[np.logical_and.reduce([np.isnan(answers[column]) for column in ANSWERS])] = -1
    stated = np.flatnonzero(codes >= 0)
    changed = np.zeros(len(codes), dtype=np.int64)
    same_client = client[stated[1:]] == client[stated[:-1]]
    changed[stated[1:]] = same_client & (codes[stated[1:]] != codes[stated[:-1]])
    return changed.cumsum()


def _series(values: Values, comparison: Integers, similar: Series | None) -> Series:
    """Leave out what was not rated and mark where another comparison begins.

    `similar` is a series of the same comparisons, reused where the same sessions are rated in it, as they mostly are.
    """
    rated = np.flatnonzero(~np.isnan(values))
    if similar is not None and np.array_equal(rated, similar.position):
        return similar._replace(values=values[rated])
    here = comparison[rated]
    begins = np.ones(len(rated), dtype=bool)
    np.not_equal(here[1:], here[:-1], out=begins[1:])
    start = np.flatnonzero(begins)
    return Series(values[rated], rated, start, by_rank(start, len(rated)))


def _keep_states(states: Values, comparisons: Integers, newest: Integers, finals: Values) -> None:
    """Write to `states` (clients, fields) the final state of each client's current comparison, if it has ratings."""
    if not len(comparisons):
        return
    place = np.minimum(np.searchsorted(comparisons, newest), len(comparisons) - 1)
    known = comparisons[place] == newest
    states[known] = finals[place[known]]


def _as_frame(sessions: Sessions, result: _Result) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "client_id": sessions.client_ids.repeat(np.diff(sessions.first)),
        "session_number": sessions.number,
        "score": result.score,
        "rupture_probability": result.probability,
        "status": pd.Categorical.from_codes(result.status, dtype=pd.CategoricalDtype(list(STATUSES), ordered=True)),
        "decline": result.decline,
        "prior": result.prior,
    }
    for name in ("evidence", "observed", "expected", "spread"):
        values = getattr(result, name)
        columns |= {f"{channel.name}_{name}": values[index] for index, channel in enumerate(CHANNELS)}
    return pd.DataFrame(columns, columns=list(Assessment._fields), copy=False)
