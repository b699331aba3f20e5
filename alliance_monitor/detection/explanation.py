"""The sentence a therapist reads about one judged session."""

from __future__ import annotations

from math import isnan
from typing import Any, Final

from alliance_monitor.detection.reader import RowReader

TENSION_WORDS: Final = ("no", "slight", "moderate", "strong", "severe")
"""Words for tension 1–5; the number is always said with the word."""

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
    seen = RowReader(row)
    status = str(seen["status"])
    if status == "not_enough_data":
        return _not_enough(seen)
    said = [_client(seen), _therapist(seen)]
    sentence = "; ".join(part for part in said if part) + "."
    return " ".join(part for part in (_capital(sentence), _verdict(seen, status)) if part)


def _not_enough(row: RowReader) -> str:
    rated = [
        rater
        for rater in ("client", "therapist")
        if not all(isnan(row.number(f"{rater}_{kind}_observed")) for kind in ("alliance", "tension"))
    ]
    if not rated:
        return "Nobody rated this session, so there is nothing to compare."
    who = " and ".join(f"the {rater}" for rater in rated)
    return (
        f"Only one comparable rating so far from {who} — two are needed before anything can be called usual or unusual."
    )


def _verdict(row: RowReader, status: str) -> str:
    if status != "on_track":
        return ""
    if row["decline"]:
        return "No single session stands out, but the level has come down over several sessions."
    if any(_is_reason(row, rater) for rater in ("client", "therapist")):
        return "Taken together this is not unusual enough for a flag."
    return "This is within the usual range."


def _is_reason(row: RowReader, rater: str) -> bool:
    """What this rater said could have counted: worse than usual, or felt tension with nothing to compare."""
    if row.surprise(f"{rater}_alliance") >= NOTABLE or row.surprise(f"{rater}_tension") >= NOTABLE:
        return True
    tension = row.number(f"{rater}_tension_observed")
    return tension >= FELT and isnan(row.number(f"{rater}_tension_expected"))


def _client(row: RowReader) -> str:
    alliance = row.number("client_alliance_observed")
    tension = _tension(row, "client")
    if isnan(alliance) and not tension:
        return "the client did not rate this session"
    if isnan(alliance):
        return f"the client did not rate the alliance and {tension}"
    return f"the client {_rated(row, 'client')}{f' and {tension}' if tension else ''}"


def _therapist(row: RowReader) -> str:
    alliance = row.number("therapist_alliance_observed")
    tension = _tension(row, "therapist")
    if isnan(alliance) and not tension:
        return "the therapist did not rate it"
    if isnan(alliance):
        return f"the therapist {tension}"
    surprise = row.surprise("therapist_alliance")
    if surprise >= NOTABLE or isnan(surprise):
        return f"the therapist {_rated(row, 'therapist')}{f' and {tension}' if tension else ''}"
    said = f"the therapist's rating {'stayed at' if surprise > -NOTABLE else 'rose to'} {alliance:.1f}"
    return f"{said}{f' and the therapist {tension}' if tension else ''}"


def _rated(row: RowReader, rater: str) -> str:
    observed = row.number(f"{rater}_alliance_observed")
    expected = row.number(f"{rater}_alliance_expected")
    if isnan(expected):
        return f"rated {observed:.1f} (a first rating, nothing to compare with)"
    spread = row.number(f"{rater}_alliance_spread")
    return f"rated {observed:.1f} where {expected:.1f} ± {spread:.1f} was usual for them"


def _tension(row: RowReader, rater: str) -> str:
    """“reported strong tension (4 of 5)”; empty where nothing was rated or no tension was noticed."""
    tension = row.number(f"{rater}_tension_observed")
    if isnan(tension) or tension <= 1:
        return ""
    return f"reported {TENSION_WORDS[round(tension) - 1]} tension ({tension:g} of 5)"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
