"""Ruptures followed from their first session to their end: the events, and the state they add up to."""

from alliance_monitor.episode.events import (
    EVENT,
    Classified,
    Closed,
    Event,
    Merged,
    Opened,
    Origin,
    Outcome,
    Rated,
    Reopened,
    RupturedAgain,
    TherapyEnded,
    Worked,
)
from alliance_monitor.episode.life import SOLVED, IllegalStepError, RuptureEpisode, Status, replay, step

__all__ = [
    "EVENT",
    "SOLVED",
    "Classified",
    "Closed",
    "Event",
    "IllegalStepError",
    "Merged",
    "Opened",
    "Origin",
    "Outcome",
    "Rated",
    "Reopened",
    "RuptureEpisode",
    "RupturedAgain",
    "Status",
    "TherapyEnded",
    "Worked",
    "replay",
    "step",
]
