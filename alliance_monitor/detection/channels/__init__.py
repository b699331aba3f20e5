"""What is judged: the channels, their raters and scales, and how the answers of one rating become one value."""

from __future__ import annotations

from alliance_monitor.detection.channels.channel import (
    ALLIANCE,
    ANSWERS,
    CHANNELS,
    MEASURES,
    RATERS,
    REQUIRED_ANSWERS,
    SCALES,
    TENSION,
    Channel,
    Measure,
    channel_of,
)

__all__ = [
    "ALLIANCE",
    "ANSWERS",
    "CHANNELS",
    "MEASURES",
    "RATERS",
    "REQUIRED_ANSWERS",
    "SCALES",
    "TENSION",
    "Channel",
    "Measure",
    "channel_of",
]
