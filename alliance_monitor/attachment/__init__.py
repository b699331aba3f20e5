"""The client's attachment: profile, pattern, and what they suggest. None of it raises or silences a flag."""

from alliance_monitor.attachment.bond import (
    BOND_SOURCE,
    ELEMENTS,
    BondElements,
    Strength,
    TalkCounts,
)
from alliance_monitor.attachment.guidance import (
    GuidanceNote,
    distance_advice,
    do_not_assume,
    expected_course,
    listen_for,
)
from alliance_monitor.attachment.pattern import LEANING_MARGIN, STYLE_PATTERNS, Pattern, pattern_of_style
from alliance_monitor.attachment.profile import Method, Profile
from alliance_monitor.attachment.sentence import describe
from alliance_monitor.attachment.spread import ESTIMATE_SPREAD, SCORE_SPREAD

__all__ = [
    "BOND_SOURCE",
    "ELEMENTS",
    "ESTIMATE_SPREAD",
    "LEANING_MARGIN",
    "SCORE_SPREAD",
    "STYLE_PATTERNS",
    "BondElements",
    "GuidanceNote",
    "Method",
    "Pattern",
    "Profile",
    "Strength",
    "TalkCounts",
    "describe",
    "distance_advice",
    "do_not_assume",
    "expected_course",
    "listen_for",
    "pattern_of_style",
]
