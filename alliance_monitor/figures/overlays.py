"""What is drawn over the lines of one therapy: flags, signs seen, and episodes."""

from __future__ import annotations

from typing import Any

from alliance_monitor.episode import Status
from alliance_monitor.palette import FLAG_SHAPES, REPAIRED, STRAINED, THERAPIST
from alliance_monitor.records import RuptureType, marker, propose_type
from alliance_monitor.therapy import Course

MARKER_SHAPES = (
    ((RuptureType.WITHDRAWAL_AWAY, RuptureType.WITHDRAWAL_TOWARD), "Withdrawal seen", "triangle-down"),
    ((RuptureType.CONFRONTATION,), "Confrontation seen", "x"),
    ((RuptureType.MIXED,), "Both seen", "star"),
)
FOOT = 1.05
"""Height at which signs seen in a session are drawn."""

EPISODE_WORDS = {
    Status.OPEN: "rupture followed",
    Status.IN_REPAIR: "in repair",
    Status.RESOLVED: "resolved",
    Status.UNRESOLVED: "unresolved",
}


def episode_bands(course: Course) -> list[dict[str, Any]]:
    """A band per episode behind the lines: filled while open or once resolved, outlined if unresolved."""
    newest = course.history.attended[-1].number if course.history.attended else None
    bands = []
    for episode in course.history.episodes:
        if episode.status in (Status.DISMISSED, Status.MERGED):
            continue
        resolved = episode.status is Status.RESOLVED
        bands.append(
            {
                "type": "rect",
                "yref": "paper",
                "layer": "below",
                "x0": episode.opened_in - 0.4,
                "x1": (episode.closed_in or newest or episode.opened_in) + 0.4,
                "y0": 0.3,
                "y1": 1,
                "fillcolor": REPAIRED if resolved else STRAINED,
                "line": {"width": 0 if episode.running or resolved else 1, "dash": "dot"},
                "label": {
                    "text": EPISODE_WORDS[episode.status],
                    "textposition": "top left",
                    "font": {"size": 11},
                },
            }
        )
    return bands


def seen_marks(course: Course) -> list[dict[str, Any]]:
    """Sessions in which a sign of rupture was seen, one shape per kind, along the bottom of the figure."""
    traces = []
    noted = [(session, propose_type(session.markers)) for session in course.history.attended if session.observations]
    for kinds, name, symbol in MARKER_SHAPES:
        seen = [session for session, kind in noted if kind in kinds]
        if seen:
            traces.append(
                {
                    "type": "scatter",
                    "x": [session.number for session in seen],
                    "y": [FOOT] * len(seen),
                    "mode": "markers",
                    "name": name,
                    "marker": {"size": 10, "symbol": symbol, "color": THERAPIST},
                    "text": ["; ".join(marker(marker_id).label for marker_id in session.markers) for session in seen],
                    "hovertemplate": "Seen in session %{x}: %{text}<extra></extra>",
                }
            )
    return traces


def flag_marks(course: Course) -> list[dict[str, Any]]:
    """A diamond below the lower rating of every flagged session: filled if likely, open if possible."""
    traces = []
    for status, (symbol, colour) in FLAG_SHAPES.items():
        flags = [flag for flag in course.flags if flag.status == status]
        if flags:
            heights = [
                min((k.rating.mean for k in flag.session.ratings if k.rating.mean is not None), default=1.5) - 0.45
                for flag in flags
            ]
            traces.append(
                {
                    "type": "scatter",
                    "x": [flag.session.number for flag in flags],
                    "y": [max(1.0, height) for height in heights],
                    "mode": "markers",
                    "name": f"{status.capitalize()} rupture",
                    "marker": {"size": 13, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}},
                    "hovertemplate": f"{status.capitalize()} rupture, session %{{x}}<extra></extra>",
                }
            )
    return traces
