"""The course of one alliance drawn as vectors: both lines, the usual range, flags, episodes, and tension beneath."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor, toColor

from alliance_monitor.episode import Status
from alliance_monitor.palette import CLIENT, LIKELY, POSSIBLE, REPAIRED, STRAINED, THERAPIST, USUAL
from alliance_monitor.records import Rater
from alliance_monitor.report.letters import PLAIN, register
from alliance_monitor.therapy import Course

HEIGHT = 190.0
LEFT, RIGHT, TOP = 24.0, 6.0, 16.0
ALLIANCE_FOOT, TENSION_FOOT, TENSION_HEAD = 66.0, 20.0, 52.0
"""Points from the lower edge: alliance above, tension beneath."""

MOST_NUMBERS = 24
"""With more sessions than this, only every second, third … number is printed under the axis."""

LABEL = {"fontName": PLAIN, "fontSize": 7, "fillColor": HexColor("#5f594f")}
GRID = HexColor("#e2dcd0")
Place = Callable[[float], float]


def trajectory_drawing(course: Course, width: float) -> Drawing:
    """Draw the course `width` points wide; what was not rated stays a gap."""
    register()
    drawing = Drawing(width, HEIGHT)
    attended = [session for session in course.history.attended if session.number is not None]
    numbers = [session.number or 0 for session in attended]
    first, last = (min(numbers), max(numbers)) if numbers else (1, 1)
    step = (width - LEFT - RIGHT) / max(1, last - first + 1)

    def x(number: float) -> float:
        return LEFT + (number - first + 0.5) * step

    def y(level: float) -> float:
        return ALLIANCE_FOOT + (level - 1) / 6 * (HEIGHT - TOP - ALLIANCE_FOOT)

    for part in (
        _episodes(course, x, y, last),
        _grid(width, x, y, numbers),
        _usual(course, x, y),
        _tension(course, x, step),
        *(_line(course, rater, x, y) for rater in Rater),
        _flags(course, x, y),
        _legend(width),
    ):
        drawing.add(part)
    return drawing


def _grid(width: float, x: Place, y: Place, numbers: Sequence[int]) -> Group:
    group = Group()
    for level in range(1, 8):
        group.add(Line(LEFT, y(level), width - RIGHT, y(level), strokeColor=GRID, strokeWidth=0.5))
        group.add(String(LEFT - 5, y(level) - 2.5, str(level), textAnchor="end", **LABEL))
    group.add(Line(LEFT, TENSION_FOOT, width - RIGHT, TENSION_FOOT, strokeColor=GRID, strokeWidth=0.5))
    group.add(String(0, TENSION_HEAD + 4, "Tension 1–5", **LABEL))
    every = 1 + len(numbers) // MOST_NUMBERS
    for place, number in enumerate(numbers):
        if place % every == 0:
            group.add(String(x(number), 9, str(number), textAnchor="middle", **LABEL))
    group.add(String(0, 0, "Session", **LABEL))
    return group


def _usual(course: Course, x: Place, y: Place) -> Group:
    """The band of one spread around the client's expected rating before each session."""
    points = [
        (row.session_number, row.client_alliance_expected, row.client_alliance_spread)
        for row in course.rows
        if not math.isnan(row.client_alliance_expected)
    ]
    group = Group()
    if len(points) > 1:
        upper = [(x(n), y(min(7.0, expected + spread))) for n, expected, spread in points]
        lower = [(x(n), y(max(1.0, expected - spread))) for n, expected, spread in points]
        flat = [value for point in upper + lower[::-1] for value in point]
        group.add(Polygon(flat, fillColor=_colour(USUAL), strokeColor=None))
    return group


def _episodes(course: Course, x: Place, y: Place, last: int) -> Group:
    group = Group()
    for episode in course.history.episodes:
        if episode.status in (Status.DISMISSED, Status.MERGED):
            continue
        left, right = x(episode.opened_in - 0.4), x((episode.closed_in or last) + 0.4)
        colour = _colour(REPAIRED if episode.status is Status.RESOLVED else STRAINED)
        group.add(Rect(left, y(1), right - left, y(7) - y(1), fillColor=colour, strokeColor=None))
        words = episode.status.value.replace("_", " ")
        group.add(String(left + 2, y(1) + 3, words, **LABEL))
    return group


def _line(course: Course, rater: Rater, x: Place, y: Place) -> Group:
    """One person's ratings: circles and a solid line for the client, squares and a dashed one for the therapist."""
    client = rater is Rater.CLIENT
    colour = HexColor(CLIENT if client else THERAPIST)
    group, run = Group(), list[float]()
    for session in [*course.history.attended, None]:
        rating = session.rating_by(rater) if session else None
        if session is None or session.number is None or rating is None or rating.mean is None:
            if len(run) > 2:
                dash = None if client else [3, 2]
                group.add(PolyLine(run, strokeColor=colour, strokeWidth=1.4, strokeDashArray=dash))
            run = []
            continue
        px, py = x(session.number), y(rating.mean)
        run += [px, py]
        group.add(
            Circle(px, py, 2.2, fillColor=colour, strokeColor=None)
            if client
            else Rect(px - 2, py - 2, 4, 4, fillColor=colour, strokeColor=None)
        )
    return group


def _tension(course: Course, x: Place, step: float) -> Group:
    group = Group()
    bar = min(5.0, step * 0.35)
    for session in course.history.attended:
        for place, rater in enumerate(Rater):
            rating = session.rating_by(rater)
            if session.number is None or rating is None or rating.tension is None:
                continue
            height = (rating.tension - 1) / 4 * (TENSION_HEAD - TENSION_FOOT) + 1
            colour = HexColor(CLIENT if rater is Rater.CLIENT else THERAPIST)
            left = x(session.number) + (place - 1) * bar
            # The therapist's bars are hollow, to be distinguishable in black and white.
            fill = colour if rater is Rater.CLIENT else None
            group.add(Rect(left, TENSION_FOOT, bar, height, fillColor=fill, strokeColor=colour, strokeWidth=0.5))
    return group


def _flags(course: Course, x: Place, y: Place) -> Group:
    """A diamond below the lower rating of every flagged session: filled if likely, open if possible."""
    group = Group()
    for flag in course.flags:
        means = [rating.rating.mean for rating in flag.session.ratings if rating.rating.mean is not None]
        px, py = x(flag.session.number or 0), max(y(1.2), y(min(means, default=1.8)) - 10)
        colour = HexColor(LIKELY if flag.status == "likely" else POSSIBLE)
        group.add(_diamond(px, py, colour, filled=flag.status == "likely"))
    return group


def _diamond(x: float, y: float, colour: Color, *, filled: bool) -> Polygon:
    corners = [x, y + 4, x + 4, y, x, y - 4, x - 4, y]
    return Polygon(corners, fillColor=colour if filled else HexColor("#ffffff"), strokeColor=colour, strokeWidth=1.2)


def _legend(width: float) -> Group:
    group, top = Group(), HEIGHT - 8
    marks = (
        ("Client", Circle(0, 0, 2.2, fillColor=HexColor(CLIENT), strokeColor=None)),
        ("Therapist", Rect(-2, -2, 4, 4, fillColor=HexColor(THERAPIST), strokeColor=None)),
        ("Usual for this client", Rect(-4, -3, 8, 6, fillColor=_colour(USUAL), strokeColor=None)),
        ("Possible rupture", _diamond(0, 0, HexColor(POSSIBLE), filled=False)),
        ("Likely rupture", _diamond(0, 0, HexColor(LIKELY), filled=True)),
    )
    share = (width - LEFT) / len(marks)
    for place, (words, mark) in enumerate(marks):
        left = LEFT + place * share
        group.add(Group(mark, transform=(1, 0, 0, 1, left, top)))
        group.add(String(left + 7, top - 2.5, words, **LABEL))
    return group


def _colour(css: str) -> Color:
    """A colour of the palette, "#rrggbb" or "rgba(r, g, b, a)"."""
    if not css.startswith("rgba"):
        return toColor(css)
    red, green, blue, alpha = (float(part) for part in css[5:-1].split(","))
    return Color(red / 255, green / 255, blue / 255, alpha)
