"""Which patterns to offer prompts for, given what is known about a client's attachment."""

from __future__ import annotations

from typing import Protocol

from alliance_monitor.attachment import STYLE_PATTERNS, Pattern
from alliance_monitor.errors import InvalidEntryError


class HasPattern(Protocol):
    """An attachment profile, as far as prompts need it; `leaning` (patterns left open) is used if present."""

    @property
    def pattern(self) -> str:
        """The pattern the client leans towards, "mixed" or "unknown"."""


FOUR_PATTERNS = (Pattern.SECURE, Pattern.ANXIOUS, Pattern.AVOIDANT, Pattern.FEARFUL)
"""From the least cautious wording to the most."""

BOTH_STRATEGIES = (Pattern.ANXIOUS, Pattern.AVOIDANT)
"""Used when all patterns are open: one prompt for each secondary strategy (Mikulincer & Shaver 2007)."""


def open_patterns(profile: str | HasPattern | None) -> tuple[Pattern, ...]:
    """Return the patterns to offer prompts for: one when clear or unknown, several when mixed.

    Raises
    ------
    InvalidEntryError : a name that is neither a pattern nor a style.
    """
    if profile is None:
        return (Pattern.UNKNOWN,)
    name = str(profile if isinstance(profile, str) else profile.pattern)
    if name == Pattern.MIXED:
        left_open = {Pattern(name) for name in getattr(profile, "leaning", ())}
        leaning = tuple(pattern for pattern in FOUR_PATTERNS if pattern in left_open)
        return leaning if len(leaning) > 1 else FOUR_PATTERNS
    try:
        return (STYLE_PATTERNS.get(name) or Pattern(name),)
    except ValueError:
        known = ", ".join(Pattern)
        raise InvalidEntryError("There is no such attachment pattern.", f"Known are: {known}.") from None


def pair(patterns: tuple[Pattern, ...]) -> tuple[Pattern, Pattern]:
    """Return the patterns of the first and the second thing to do."""
    first, *rest = patterns if len(patterns) <= 2 else BOTH_STRATEGIES
    return first, (rest or [first])[0]


def careful(patterns: tuple[Pattern, ...]) -> Pattern:
    """Return the pattern whose cautions cover all those open: the last of two, "unknown" for more."""
    return patterns[-1] if len(patterns) <= 2 else Pattern.UNKNOWN
