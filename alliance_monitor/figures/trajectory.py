"""The course of one alliance: both raters' lines, the usual range, flags, breaks, and tension beneath."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go

from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.figures.breaks import break_lines, describe_breaks
from alliance_monitor.figures.frame import RATER_LINES, frame, grid_axis, session_axis
from alliance_monitor.figures.overlays import episode_bands, flag_marks, seen_marks
from alliance_monitor.figures.picture import Picture
from alliance_monitor.palette import GRID, USUAL
from alliance_monitor.records import Rater
from alliance_monitor.therapy import Course

FEW_SESSIONS = 16
"""With fewer sessions than this, every session gets its number under the axis."""


def trajectory(course: Course) -> go.Figure:
    """Draw one therapy on 1–7 with tension (1–5) beneath; what was not rated stays a gap."""
    numbers = [session.number for session in course.history.attended]
    traces = _usual_range(course)
    for rater, name, colour, symbol, dash in RATER_LINES:
        ratings = [session.rating_by(rater) for session in course.history.attended]
        means = [rating.mean if rating else None for rating in ratings]
        if any(mean is not None for mean in means):
            traces.append(
                {
                    "type": "scatter",
                    "x": numbers,
                    "y": means,
                    "name": name,
                    "mode": "lines+markers",
                    "line": {"color": colour, "width": 2.5, "dash": dash},
                    "marker": {
                        "size": 8 if rater is Rater.CLIENT else 11,
                        "symbol": symbol,
                        "line": {"width": 2, "color": colour},
                    },
                    "connectgaps": False,
                    "hovertemplate": f"{name}, session %{{x}}: %{{y:.1f}} of 7<extra></extra>",
                }
            )
        tensions = [rating.tension if rating else None for rating in ratings]
        if any(tension is not None for tension in tensions):
            traces.append(
                {
                    "type": "bar",
                    "x": numbers,
                    "y": tensions,
                    "name": f"Tension, {name.lower()}",
                    "marker": {
                        "color": colour,
                        "opacity": 0.75,
                        "pattern": {"shape": "" if rater is Rater.CLIENT else "/"},
                    },
                    "yaxis": "y2",
                    "showlegend": False,
                    "hovertemplate": f"{name}: tension %{{y}} of 5<extra></extra>",
                }
            )
    layout = _layout(len(numbers))
    if shapes := [*episode_bands(course), *break_lines(course.history)]:
        layout["shapes"] = shapes
    return Picture(traces + flag_marks(course) + seen_marks(course), layout)


def _layout(sessions: int) -> dict[str, Any]:
    every_number = {"dtick": 1} if sessions < FEW_SESSIONS else {}
    return frame(
        380,
        left=40,
        legend=True,
        bargap=0.5,
        hovermode="closest",
        xaxis=session_axis(anchor="y2", gridcolor=GRID, **every_number),
        yaxis=grid_axis("Alliance", range=[0.8, 7.2], domain=[0.3, 1], tickvals=list(range(1, 8))),
        yaxis2=grid_axis("Tension", range=[0.9, 5.1], domain=[0, 0.2], tickvals=[1, 3, 5]),
    )


def _usual_range(course: Course) -> list[dict[str, Any]]:
    """The band of one spread around the client's expected rating before each session."""
    points = [
        (row.session_number, row.client_alliance_expected, row.client_alliance_spread)
        for row in course.rows
        if not math.isnan(row.client_alliance_expected)
    ]
    if len(points) < 2:
        return []
    x = [number for number, _, _ in points]
    upper = [min(7.0, expected + spread) for _, expected, spread in points]
    lower = [max(1.0, expected - spread) for _, expected, spread in points]
    return [
        {
            "type": "scatter",
            "x": x + x[::-1],
            "y": upper + lower[::-1],
            "mode": "lines",
            "fill": "toself",
            "fillcolor": USUAL,
            "line": {"width": 0},
            "name": "Usual for this client",
            "hoverinfo": "skip",
        }
    ]


def trajectory_alt_text(course: Course) -> str:
    """The figure as a sentence, for people who cannot see it."""
    flags = ", ".join(f"{flag.status} rupture in session {flag.session.number}" for flag in course.flags)
    flags = ", ".join(
        [
            flags or "no flags",
            *(_describe(episode) for episode in course.history.episodes),
            *describe_breaks(course.history),
        ]
    )
    count = len(course.history.attended)
    return f"Alliance over {count} session{'s' if count != 1 else ''}; {flags}."


def _describe(episode: RuptureEpisode) -> str:
    return f"an episode from session {episode.opened_in}, {episode.status.value.replace('_', ' ')}"
