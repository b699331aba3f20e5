"""Goals, tasks and bond, each in a panel of its own: which part of the alliance moved?"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from alliance_monitor.figures.frame import RATER_LINES, frame, grid_axis, session_axis
from alliance_monitor.figures.picture import Picture
from alliance_monitor.records import Rater
from alliance_monitor.therapy import Course

PARTS = (("goal", "Goals"), ("task", "Tasks"), ("bond", "Bond"))


def parts_course(course: Course) -> go.Figure:
    """Three panels above each other on 1–7, both raters in each; what was not rated stays a gap."""
    sessions = course.history.attended
    traces: list[dict[str, Any]] = []
    layout = frame(420, left=40, legend=True, xaxis=session_axis(anchor="y3"))
    for place, (part, name) in enumerate(PARTS):
        axis = "y" if place == 0 else f"y{place + 1}"
        top = 1 - place * 0.35
        layout["yaxis" if place == 0 else f"yaxis{place + 1}"] = grid_axis(
            name, range=[0.7, 7.3], domain=[top - 0.3, top], tickvals=[1, 4, 7]
        )
        for rater, who, colour, symbol, dash in RATER_LINES:
            ratings = [session.rating_by(rater) for session in sessions]
            values = [getattr(rating, part) if rating else None for rating in ratings]
            if all(value is None for value in values):
                continue
            traces.append(
                {
                    "type": "scatter",
                    "x": [session.number for session in sessions],
                    "y": values,
                    "yaxis": axis,
                    "name": who,
                    "legendgroup": who,
                    "showlegend": not any(trace["name"] == who for trace in traces),
                    "mode": "lines+markers",
                    "line": {"color": colour, "width": 2, "dash": dash},
                    "marker": {"size": 6 if rater is Rater.CLIENT else 9, "symbol": symbol},
                    "connectgaps": False,
                    "hovertemplate": f"{name}, {who.lower()}, session %{{x}}: %{{y:g}} of 7<extra></extra>",
                }
            )
    return Picture(traces, layout)


def parts_alt_text(course: Course) -> str:
    """The newest rating of each part, for people who cannot see the figure."""
    phrases = []
    for rater, who, *_ in RATER_LINES:
        rated = [rating for rating in (session.rating_by(rater) for session in course.history.attended) if rating]
        if rated:
            parts = ", ".join(
                f"{name.lower()} {'not rated' if getattr(rated[-1], part) is None else f'{getattr(rated[-1], part):g}'}"
                for part, name in PARTS
            )
            phrases.append(f"{who.lower()} last: {parts}")
    return f"Goals, tasks and bond by session; {'; '.join(phrases) or 'nothing rated'}."
