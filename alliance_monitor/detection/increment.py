"""The same judgement one session at a time, in constant time and memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, isnan, nan, sqrt
from struct import Struct
from typing import Any, Final

from alliance_monitor.detection.channels import NO_TENSION, RATERS, oriented
from alliance_monitor.detection.decline import RELIABLE_FALL, WINDOW
from alliance_monitor.detection.norms import PUBLISHED_NORMS, Norms
from alliance_monitor.detection.records import absent, checked
from alliance_monitor.detection.room import room_left_for_one
from alliance_monitor.detection.row import Assessment
from alliance_monitor.detection.settings import DEFAULT_SETTINGS, DetectionSettings
from alliance_monitor.detection.state import NOTHING_RATED, ChannelState, State

_SINGLE: Final = Struct("12f")
"""`assess` keeps observed, expected and spread in single precision; rounding here gives the same numbers."""


def advance(
    state: State | None,
    session: Iterable[Mapping[str, Any]],
    norms: Norms = PUBLISHED_NORMS,
    settings: DetectionSettings = DEFAULT_SETTINGS,
) -> tuple[State, Assessment]:
    """Judge the next session of one client.

    Parameters
    ----------
    state : what the call for the previous session returned; None for a new client.
    session : the ratings of one session, one mapping per rater, with the keys that are columns in `assess`.

    Returns
    -------
    (state, row) : `row` is the row `assess` gives for this session (to 1e-9); `state` is a new value, the
        one passed in is untouched.

    Raises
    ------
    RatingsError : as in `assess`; also when the records belong to several sessions or clients, or do not
        come after the session the state has seen.
    """
    records = list(session)
    client_id, number, given = checked(records, state)
    channels = list(state.channels) if state else [NOTHING_RATED] * 4
    instruments = list(state.instruments) if state else [None, None]
    observed = [nan] * 4
    for record, (goal, task, bond, tension) in zip(records, given, strict=True):
        rater = 0 if record["rater"] == "client" else 1
        alliance, calm = oriented(RATERS[rater], (goal, task, bond), tension)
        observed[rater], observed[rater + 2] = alliance, calm
        instrument = record.get("instrument")
        if instrument is not None and not absent(instrument) and not (isnan(alliance) and isnan(calm)):
            if instruments[rater] not in (None, instrument):
                channels[rater] = channels[rater + 2] = NOTHING_RATED
            instruments[rater] = instrument
    evidence, expected, spread = [0.0] * 4, [nan] * 4, [nan] * 4
    fallen = compared = False
    turned = norms.oriented
    for channel in range(4):
        now = observed[channel]
        if isnan(now):
            continue
        past = channels[channel]
        channels[channel], mean, wide, down = _follow(past, now, turned[channel], settings, alliance=channel < 2)
        if not isnan(mean):
            compared = True
            surprise = min(max((mean - now) / wide, settings.floor), settings.ceiling)
            evidence[channel] = settings.steps[channel] * surprise - settings.calm[channel]
            expected[channel], spread[channel] = mean, wide
            if down and (channel == 0 or isnan(observed[0])):
                fallen = True
    first, second, third, fourth = channels
    after = State(client_id, number, (first, second, third, fourth), (instruments[0], instruments[1]))
    score = settings.prior
    for part in evidence:
        score += part
    if not compared:
        judged: tuple[Any, ...] = (nan, nan, "not_enough_data", False, *evidence, nan)
    else:
        status = _status(score, settings)
        decline = fallen and status == "on_track"
        judged = (score, 1.0 / (exp(-score) + 1.0), status, decline, *evidence, settings.prior)
    return after, Assessment._make((client_id, number, *judged, *_in_units(observed, expected, spread)))


def _follow(
    past: ChannelState,
    now: float,
    norm: tuple[float, float, float],
    settings: DetectionSettings,
    *,
    alliance: bool,
) -> tuple[ChannelState, float, float, bool]:
    """Return (state after this rating, expected, spread, fallen): one step of `expectation.expect`."""
    level, pull, variance = norm
    seen, n, total, surprises, squares, last, before_last, best = past
    keep = settings.forgetting
    mean = wide = nan
    fallen = False
    if seen:
        mean = (pull * level + total) / (pull + n)
        widening = 1.0 + 1.0 / (pull + n)
        usual = settings.noise_ratings * variance
        if alliance:
            usual *= room_left_for_one(mean, level)
        s2 = (usual + squares) / (settings.noise_ratings + surprises)
        wide = sqrt(s2 * widening)
        limit = settings.surprise_cap * wide
        error = max(min(mean - now, limit), -limit)
        total = keep * total + (mean - error)
        squares = keep * squares + error * error / widening
        surprises = keep * surprises + 1.0
        if alliance and seen >= WINDOW - 1:
            recent = now + last + before_last
            fallen = seen >= WINDOW and best - recent >= RELIABLE_FALL * wide
            best = max(best, recent)
    else:
        total = now
    after = ChannelState(seen + 1, keep * n + 1.0, total, surprises, squares, now, last, best)
    return after, mean, wide, fallen


def _status(score: float, settings: DetectionSettings) -> str:
    if score >= settings.likely:
        return "likely"
    return "possible" if score >= settings.possible else "on_track"


def _in_units(observed: list[float], expected: list[float], spread: list[float]) -> tuple[float, ...]:
    """Return the three in the ratings' own units and in single precision, as `assess` keeps them."""
    for values in (observed, expected):
        values[2], values[3] = NO_TENSION - values[2], NO_TENSION - values[3]
    return _SINGLE.unpack(_SINGLE.pack(*observed, *expected, *spread))
