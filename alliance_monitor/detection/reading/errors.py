"""The one error for ratings that cannot be judged."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from alliance_monitor.errors import AllianceError

ROWS_NAMED = 10
"""At most this many rows of one problem are spelled out; `RatingsError.problems` keeps them all."""


class Problem(NamedTuple):
    """What is wrong with one column, and in which rows (index labels of the frame)."""

    column: str
    what: str
    rows: tuple[Hashable, ...] = ()

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.column}: {self.what}"
        named = ", ".join(str(row) for row in self.rows[:ROWS_NAMED])
        more = len(self.rows) - ROWS_NAMED
        return f"{self.column}: {self.what} (row {named}{f' and {more} more' if more > 0 else ''})"


class RatingsError(AllianceError):
    """These ratings cannot be judged as they stand; nothing was computed.

    Attributes
    ----------
    problems : every problem found, with its column and the index labels of its rows. Ratings are never quoted.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            f"The ratings cannot be read. {'; '.join(str(problem) for problem in problems)}.",
            "Correct these rows and try again.",
        )
        self.problems = tuple(problems)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns concerned, each once."""
        return tuple(dict.fromkeys(problem.column for problem in self.problems))

    @property
    def rows(self) -> tuple[Hashable, ...]:
        """Index labels of the rows concerned, each once."""
        return tuple(dict.fromkeys(row for problem in self.problems for row in problem.rows))
