"""Ratings as the published rules need them: one row per client, one column per session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import ALLIANCE, RATERS, TENSION
from alliance_monitor.detection.channels.arithmetic import ARRAYS, Values
from alliance_monitor.detection.channels.channel import mean_and_lowest
from alliance_monitor.detection.reading.sessions import Sessions, read_sessions


@dataclass(frozen=True, slots=True)
class Courses:
    """Ratings on a grid of clients × sessions, oldest first; NaN = not rated, or no such session.

    Attributes
    ----------
    client, therapist : mean of the rated parts, 1–7.
    client_tension, therapist_tension : 1 none … 5 severe.
    sessions : the ordered sessions the grids were made from.
    """

    client: Values
    therapist: Values
    client_tension: Values
    therapist_tension: Values
    sessions: Sessions

    def as_rows(self, grid: NDArray[Any]) -> NDArray[Any]:
        """Return a grid's values in the order of `assess`: by client, then by session."""
        lengths = np.diff(self.sessions.first)
        held = np.arange(grid.shape[1]) < lengths[:, None]
        return grid[held]


def courses(ratings: pd.DataFrame) -> Courses:
    """Arrange tidy ratings by client and session.

    Raises
    ------
    RatingsError : as in `assess`.
    """
    sessions = read_sessions(ratings)
    lengths = np.diff(sessions.first)
    shape = (len(lengths), int(lengths.max(initial=0)))
    client = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(sessions)) - np.repeat(sessions.first[:-1], lengths)
    grids = {}
    for rater, row in zip(RATERS, sessions.row, strict=True):
        rated = row >= 0
        for measure in (ALLIANCE, TENSION):
            answers = [sessions.answers[column][row[rated]] for column in measure.columns]
            grid = np.full(shape, np.nan)
            grid[client[rated], place[rated]] = mean_and_lowest(answers, 0.0, ARRAYS)
            grids[f"{rater}_{measure.name}"] = grid
    return Courses(
        client=grids["client_alliance"],
        therapist=grids["therapist_alliance"],
        client_tension=grids["client_tension"],
        therapist_tension=grids["therapist_tension"],
        sessions=sessions,
    )
