"""The same judgement one session at a time, in constant time and memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan, nan
from struct import Struct
from typing import Any, Final

from alliance_monitor.detection.channels import CHANNELS, RATERS
from alliance_monitor.detection.channels.arithmetic import FLOATS
from alliance_monitor.detection.judging.assessment import DEFERS_TO, Assessment
from alliance_monitor.detection.parameters.norms import PUBLISHED_NORMS, Norms
from alliance_monitor.detection.parameters.settings import DEFAULT_SETTINGS, STATUSES, DetectionSettings
from alliance_monitor.detection.reading.records import is_missing, read_records
from alliance_monitor.detection.scoring.state import NOTHING_RATED, State
from alliance_monitor.detection.scoring.step import step
from alliance_monitor.detection.scoring.verdict import evidence, probability, status_code

_SINGLE: Final = Struct(f"{3 * len(CHANNELS)}f")
"""`assess` keeps observed, expected and spread in single precision; rounding here gives the same numbers."""

_RATERS: Final = tuple(
    (place, rater, tuple((index, channel) for index, channel in enumerate(CHANNELS) if channel.rater == rater))
    for place, rater in enumerate(RATERS)
)
"""Place, name and channels of each rater."""

_NOTHING: Final = [nan] * len(CHANNELS)


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
        come after the last session in `state`.
    """
    client_id, number, given = read_records(list(session), state[:2] if state else None)
    known = state or State.new(client_id)
    channels, instruments = list(known.channels), list(known.instruments)
    observed, expected, spread, evidences = _NOTHING.copy(), _NOTHING.copy(), _NOTHING.copy(), [0.0] * len(CHANNELS)
    for place, rater, own in _RATERS:
        if rater not in given:
            continue
        record, answers = given[rater]
        for index, channel in own:
            observed[index] = channel.value(answers, FLOATS)
        instrument = record.get("instrument")
        if instrument is None or is_missing(instrument) or all(isnan(observed[index]) for index, _ in own):
            continue
        if instruments[place] not in (None, instrument):
            for index, _ in own:
                channels[index] = NOTHING_RATED
        instruments[place] = instrument
    declined = compared = False
    score = settings.prior
    for index, channel in enumerate(CHANNELS):
        value = observed[index]
        if isnan(value):
            continue
        past, turned = channels[index], channel.measure.turned
        now = turned(value)
        channels[index], mean, wide, down = step(past, now, channel, norms.turned[index], settings, FLOATS)
        if past.ratings:
            compared = True
            evidences[index] = part = evidence(now, mean, wide, index, settings, FLOATS)
            score += part
            expected[index], spread[index] = turned(mean), wide
            if down and all(isnan(observed[other]) for other in DEFERS_TO[index]):
                declined = True
    if not compared:
        score = nan
    status = STATUSES[status_code(score, settings)]
    row = Assessment._make(
        (
            client_id,
            number,
            score,
            probability(score, FLOATS),
            status,
            declined and status == "on_track",
            *evidences,
            settings.prior if compared else nan,
            *_SINGLE.unpack(_SINGLE.pack(*observed, *expected, *spread)),
        )
    )
    return State(client_id, number, tuple(channels), tuple(instruments)), row
