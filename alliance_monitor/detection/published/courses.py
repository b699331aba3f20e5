"""Ratings as the published rules see them: one row per client, one column per session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from alliance_monitor.detection.channels import PARTS, Values, alliances
from alliance_monitor.detection.sessions import Sessions, read_sessions


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
    grids = []
    for index in range(2):
        row = sessions.row[index]
        rated = row >= 0
        columns = {name: sessions.ratings[name][row[rated]] for name in (*PARTS, "tension")}
        mean, _ = alliances(*(columns[part] for part in PARTS))
        for values in (mean, columns["tension"]):
            grid = np.full(shape, np.nan)
            grid[client[rated], place[rated]] = values
            grids.append(grid)
    return Courses(grids[0], grids[2], grids[1], grids[3], sessions)
