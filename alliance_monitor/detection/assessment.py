"""Ratings in, a judged session per row out."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import (
    CHANNELS,
    NO_TENSION,
    PARTS,
    RATERS,
    Values,
    alliances,
    client_alliance,
)
from alliance_monitor.detection.expectation import Expectation, Integers, Series, by_rank, expect
from alliance_monitor.detection.norms import PUBLISHED_NORMS, Norms
from alliance_monitor.detection.row import Assessment
from alliance_monitor.detection.sessions import Sessions, read_sessions
from alliance_monitor.detection.settings import DEFAULT_SETTINGS, STATUSES, DetectionSettings
from alliance_monitor.detection.state import ChannelState

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
    """Judge as `assess` does, and return what the next session of each client would be added to by `advance`.

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
    count, clients = len(sessions), len(sessions.client_ids)
    result = _Result(
        evidence=np.empty((4, count)),
        observed=np.empty((4, count), dtype=np.float32),
        expected=np.empty((4, count), dtype=np.float32),
        spread=np.empty((4, count), dtype=np.float32),
        score=np.empty(count),
        probability=np.empty(count),
        prior=np.empty(count),
        status=np.empty(count, dtype=np.int8),
        decline=np.empty(count, dtype=bool),
        states=np.zeros((len(CHANNELS), clients, len(ChannelState._fields))) if states else None,
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
    compared = np.zeros(len(client), dtype=bool)
    score = np.full(len(client), settings.prior)
    fallen = np.zeros(len(client), dtype=bool)
    # Filled here and not when made: a large zeroed array comes in small pages, each to be fetched by itself.
    result.evidence[:, here] = 0.0
    result.expected[:, here] = result.spread[:, here] = np.nan
    before: tuple[Integers, Series] | None = None
    for index, rater in enumerate(RATERS):
        row = sessions.row[index, here].astype(np.intp)  # numpy gathers by its own index type fastest
        alliance, tension = _rated_by(rater, sessions, row)
        comparison = client + _instrument_changes(sessions, row, client, alliance, tension)
        for channel, values in ((index, alliance), (index + 2, tension)):
            series = _series(values, comparison, before)
            before = comparison, series
            found = expect(series, norms.oriented[channel], settings, alliance=channel < 2)
            if result.states is not None:
                newest = comparison[first[1:] - here.start - 1]
                _keep_states(result.states[channel, clients], comparison[series.position[series.start]], newest, found)
            at = found.position
            compared[at] = True
            result.evidence[channel, here][at] = _evidence(found, channel, settings)
            result.spread[channel, here][at] = found.spread
            if channel < 2:
                result.observed[channel, here] = values
                result.expected[channel, here][at] = found.expected
            else:  # back to the rating's own unit
                result.observed[channel, here] = NO_TENSION - values
                result.expected[channel, here][at] = NO_TENSION - found.expected
            # The client's own decline counts; the therapist's only where the client did not rate.
            if channel == 0:
                fallen[at] = found.fallen
                unrated_by_client = np.isnan(values)
            elif channel == 1:
                fallen[at] |= found.fallen & unrated_by_client[at]
    for channel in range(len(CHANNELS)):
        score += result.evidence[channel, here]
    score[~compared] = np.nan
    result.score[here] = score
    with np.errstate(over="ignore"):
        result.probability[here] = 1.0 / (np.exp(-score) + 1.0)
    result.prior[here] = np.where(compared, settings.prior, np.nan)
    flagged = score >= settings.possible
    result.status[here] = compared.astype(np.int8) + flagged + (score >= settings.likely)
    result.decline[here] = fallen & compared & ~flagged


def _keep_states(states: Values, comparisons: Integers, newest: Integers, found: Expectation) -> None:
    """Write into `states` (clients, fields) where the comparison each client is in now stands, if it has ratings."""
    if not len(comparisons):
        return
    place = np.minimum(np.searchsorted(comparisons, newest), len(comparisons) - 1)
    there = comparisons[place] == newest
    states[there] = np.stack(found.finals, axis=1)[place[there]]


def _rated_by(rater: str, sessions: Sessions, row: Integers) -> tuple[Values, Values]:
    """Return one rater's (alliance, tension), turned so that low is bad, NaN where not rated."""
    absent = np.flatnonzero(row < 0)

    def column(name: str) -> Values:
        values = sessions.ratings[name].take(row, mode="wrap")
        values[absent] = np.nan
        return values

    mean, lowest = alliances(*(column(part) for part in PARTS))
    alliance = client_alliance(mean, lowest) if rater == "client" else mean
    return alliance, NO_TENSION - column("tension")


def _instrument_changes(
    sessions: Sessions, row: Integers, client: Integers, alliance: Values, tension: Values
) -> Integers | int:
    """Return, per session, how often this rater's instrument has changed, counted on over clients.

    Added to the client's number it tells comparisons apart. A rating that does not say its instrument
    counts as made with the same as before.
    """
    if sessions.instrument is None:
        return 0
    codes = np.where(row >= 0, sessions.instrument.take(row, mode="wrap"), -1)
    codes[np.isnan(alliance) & np.isnan(tension)] = -1
    said = np.flatnonzero(codes >= 0)
    changed = np.zeros(len(codes), dtype=np.int64)
    same_client = client[said[1:]] == client[said[:-1]]
    changed[said[1:]] = same_client & (codes[said[1:]] != codes[said[:-1]])
    return changed.cumsum()


def _series(values: Values, comparison: Integers, before: tuple[Integers, Series] | None) -> Series:
    """Leave out what was not rated and mark where another comparison begins.

    `before` is what was made of another channel: mostly the same sessions are rated there, in the same order.
    """
    rated = np.flatnonzero(~np.isnan(values))
    if before is not None:
        compared, known = before
        if np.array_equal(rated, known.position) and np.array_equal(comparison, compared):
            return known._replace(values=values[rated])
    here = comparison[rated]
    fresh = np.empty(len(rated), dtype=bool)
    fresh[:1] = True
    np.not_equal(here[1:], here[:-1], out=fresh[1:])
    start = np.flatnonzero(fresh)
    return Series(values[rated], rated, start, by_rank(start, len(rated)))


def _evidence(found: Expectation, channel: int, settings: DetectionSettings) -> Values:
    evidence: Values = np.clip(found.surprise, settings.floor, settings.ceiling)
    evidence *= settings.steps[channel]
    evidence -= settings.calm[channel]
    return evidence


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
        columns |= {f"{channel}_{name}": values[i] for i, channel in enumerate(CHANNELS)}
    return pd.DataFrame(columns, columns=list(Assessment._fields), copy=False)
