"""Which attachment pattern two dimensions or a style point to, and when that remains unclear."""

from __future__ import annotations

from enum import StrEnum


class Pattern(StrEnum):
    """What a client leans towards.

    The four patterns are the quadrants of anxiety × avoidance; "mixed" means that at least one of the
    two is too close to the middle (or missing) to tell; "unknown" means nothing is known.
    """

    SECURE = "secure"
    ANXIOUS = "anxious"
    AVOIDANT = "avoidant"
    FEARFUL = "fearful"
    MIXED = "mixed"
    UNKNOWN = "unknown"


MIDDLE = 4.0
"""Middle of the 1–7 scale on which both dimensions are stored."""

LEANING_MARGIN = 0.4
"""A dimension is clear only when it is further than this from the middle. Attachment is continuous, so any
limit is a convention: default, not validated."""

_ROUNDING = 1e-9
"""4.4 − 4 is a hair above .4 in binary; a score exactly at the margin must stay unclear."""

_QUADRANTS = {
    (False, False): Pattern.SECURE,
    (True, False): Pattern.ANXIOUS,
    (False, True): Pattern.AVOIDANT,
    (True, True): Pattern.FEARFUL,
}

STYLE_PATTERNS = {
    "secure": Pattern.SECURE,
    "preoccupied": Pattern.ANXIOUS,
    "ambivalent": Pattern.ANXIOUS,
    "anxious": Pattern.ANXIOUS,
    "dismissing": Pattern.AVOIDANT,
    "avoidant": Pattern.AVOIDANT,
    "fearful": Pattern.FEARFUL,
}
"""Names of styles and the pattern each goes with (Bartholomew & Horowitz 1991; three-class systems call the
anxious pattern preoccupied or ambivalent). "unresolved" (AAI) says nothing about the two dimensions and is
therefore not listed."""


def _sides(score: float | None) -> tuple[bool, ...]:
    """The sides of the middle a score may lie on: one when clear, both when not. True = high."""
    if score is None or abs(score - MIDDLE) <= LEANING_MARGIN + _ROUNDING:
        return (False, True)
    return (score > MIDDLE,)


def candidates(anxiety: float | None, avoidance: float | None) -> tuple[Pattern, ...]:
    """Return the patterns two scores on 1–7 leave open: one, two or four; none when nothing is known."""
    if anxiety is None and avoidance is None:
        return ()
    open_sides = {(anx, avo) for anx in _sides(anxiety) for avo in _sides(avoidance)}
    return tuple(pattern for sides, pattern in _QUADRANTS.items() if sides in open_sides)


def pattern_of_style(style: str) -> Pattern:
    """Return the pattern a style's name goes with; "unknown" for a style that has none."""
    return STYLE_PATTERNS.get(style, Pattern.UNKNOWN)
