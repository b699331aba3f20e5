"""Breaks between sessions and the end of therapy as vertical lines: a course reads differently across them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from alliance_monitor.palette import BREAK
from alliance_monitor.records import Ending
from alliance_monitor.therapy import History

BREAK_WEEKS = 4
"""A break is drawn from this many weeks between two attended sessions on. Default, not validated."""

ENDINGS = {
    Ending.PLANNED: "planned ending",
    Ending.UNILATERAL: "left without agreement",
    Ending.TRANSFERRED: "transferred",
    Ending.OTHER: "ended",
}


def breaks(history: History) -> list[tuple[int, int]]:
    """(number of the session after it, weeks) of every break, oldest first; none where a date is not known."""
    return [
        (after.number, weeks)
        for before, after in pairwise(history.attended)
        if before.held_on and after.held_on and after.number is not None
        if (weeks := (after.held_on - before.held_on).days // 7) >= BREAK_WEEKS
    ]


def break_lines(history: History) -> list[dict[str, Any]]:
    """A dotted line before the first session after each break, a solid one after the last of an ended therapy."""
    lines = [_line(number - 0.5, f"{weeks} weeks", "dot") for number, weeks in breaks(history)]
    last = history.attended[-1].number if history.attended else None
    if history.client.ending is not None and last is not None:
        lines.append(_line(last + 0.5, ENDINGS[history.client.ending], "solid"))
    return lines


def describe_breaks(history: History) -> list[str]:
    """The same in words, as parts of a sentence."""
    phrases = [f"a break of {weeks} weeks before session {number}" for number, weeks in breaks(history)]
    return phrases + ([ENDINGS[history.client.ending]] if history.client.ending is not None else [])


def _line(x: float, words: str, dash: str) -> dict[str, Any]:
    return {
        "type": "line",
        "yref": "paper",
        "layer": "below",
        "x0": x,
        "x1": x,
        "y0": 0.3,
        "y1": 1,
        "line": {"width": 1.5, "dash": dash, "color": BREAK},
        "label": {"text": words, "textposition": "middle", "font": {"size": 11}},
    }
