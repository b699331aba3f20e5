"""The sentence a therapist reads about one judged session."""

from __future__ import annotations

from math import isnan
from typing import Any, Final

from alliance_monitor.detection.channels import ALLIANCE, CHANNELS, RATERS, TENSION, Channel, channel_of
from alliance_monitor.detection.judging.judged_row import JudgedRow

TENSION_WORDS: Final = ("no", "slight", "moderate", "strong", "severe")
"""Words for tension 1–5; the number always follows the word."""

FELT: Final = 3
"""Tension (1–5) that is not called ordinary when there is no earlier one to compare with."""

NOTABLE: Final = 1.0
"""Spreads below (or above, for tension) what was expected from which a rating is named as a reason:
what lies within one spread is ordinary variation."""


def explain(row: Any) -> str:
    """Say why a session was judged as it was, every number taken from the row.

    Parameters
    ----------
    row : a row of `assess` (Series, dict or from `itertuples`) or the row `advance` returns.

    Returns
    -------
    One to three short sentences of plain text. They speak of possible ruptures, never of a finding.
    """
    judged = JudgedRow(row)
    status = str(judged["status"])
    if status == "not_enough_data":
        return _not_enough(judged)
    sentence = f"{_client(judged)}; {_therapist(judged)}."
    return " ".join(part for part in (sentence[:1].upper() + sentence[1:], _verdict(judged, status)) if part)


def _not_enough(row: JudgedRow) -> str:
    rated = [
        rater
        for rater in RATERS
        if not all(isnan(row.number(channel, "observed")) for channel in CHANNELS if channel.rater == rater)
    ]
    if not rated:
        return "Nobody rated this session, so there is nothing to compare."
    who = " and ".join(f"the {rater}" for rater in rated)
    return (
        f"Only one comparable rating so far from {who} — two are needed before anything can be called usual or unusual."
    )


def _verdict(row: JudgedRow, status: str) -> str:
    if status != "on_track":
        return ""
    if row["decline"]:
        return "No single session stands out, but the level has come down over several sessions."
    if any(row.surprise(channel) >= NOTABLE for channel in CHANNELS) or any(
        row.number(channel, "observed") >= FELT and isnan(row.number(channel, "expected"))
        for channel in CHANNELS
        if channel.measure == TENSION
    ):
        return "Taken together this is not unusual enough for a flag."
    return "This is within the usual range."


def _client(row: JudgedRow) -> str:
    beside = _beside_alliance(row, "client")
    channel = channel_of("client", ALLIANCE)
    if isnan(row.number(channel, "observed")):
        return f"the client did not rate {f'the alliance and {beside}' if beside else 'this session'}"
    return f"the client {_rated(row, channel)}{f' and {beside}' if beside else ''}"


def _therapist(row: JudgedRow) -> str:
    beside = _beside_alliance(row, "therapist")
    channel = channel_of("therapist", ALLIANCE)
    alliance = row.number(channel, "observed")
    if isnan(alliance):
        return f"the therapist {beside or 'did not rate it'}"
    surprise = row.surprise(channel)
    if surprise >= NOTABLE or isnan(surprise):
        return f"the therapist {_rated(row, channel)}{f' and {beside}' if beside else ''}"
    held = f"the therapist's rating {'stayed at' if surprise > -NOTABLE else 'rose to'} {alliance:.1f}"
    return f"{held}{f' and the therapist {beside}' if beside else ''}"


def _beside_alliance(row: JudgedRow, rater: str) -> str:
    """What this rater said beside the alliance: tension noticed, any other measure that is worse than usual."""
    others = [
        _rated(row, channel, f"{channel.measure.name} ")
        for channel in CHANNELS
        if channel.rater == rater and channel.measure not in (ALLIANCE, TENSION) and row.surprise(channel) >= NOTABLE
    ]
    return " and ".join(clause for clause in (_tension(row, rater), *others) if clause)


def _rated(row: JudgedRow, channel: Channel, measure: str = "") -> str:
    observed, expected, spread = (row.number(channel, name) for name in ("observed", "expected", "spread"))
    if isnan(expected):
        return f"rated {measure}{observed:.1f} (a first rating, nothing to compare with)"
    return f"rated {measure}{observed:.1f} where {expected:.1f} ± {spread:.1f} was usual for them"


def _tension(row: JudgedRow, rater: str) -> str:
    """“reported strong tension (4 of 5)”; empty where nothing was rated or no tension was noticed."""
    tension = row.number(channel_of(rater, TENSION), "observed")
    if isnan(tension) or tension <= TENSION.low:
        return ""
    return f"reported {TENSION_WORDS[round(tension) - 1]} tension ({tension:g} of {TENSION.high:g})"
