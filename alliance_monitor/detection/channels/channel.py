"""The one table of channels: who rates what, on which scale, and which end of it is good.

A further judged channel is a line in `CHANNELS`; nothing that computes knows how many there are. CONTRIBUTING lists the
files it takes to be judged and recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from alliance_monitor.detection.channels.arithmetic import Arithmetic, Number
from alliance_monitor.records import ALLIANCE_HIGH, ALLIANCE_LOW, TENSION_NONE, TENSION_SEVERE

RATERS: Final = ("client", "therapist")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is rated.

    Parameters
    ----------
    name : second half of a channel's name.
    columns : columns of tidy ratings that hold its answers.
    low, high : ends of the scale of every answer.
    higher_is_better : where True, ratings crowd below `high` (`scoring.ceiling_variance`) and are watched for gradual
        decline (`scoring.decline`).
    required : whether tidy ratings must have the columns. False for a measure that came later: ratings collected
        without its columns were not rated on it.
    """

    name: str
    columns: tuple[str, ...]
    low: float
    high: float
    higher_is_better: bool
    required: bool = True

    def turned(self, value: Number) -> Number:
        """Turn a value so that low is bad, or turn such a value back: the distance below `low` if high is bad."""
        return value if self.higher_is_better else self.low - value


@dataclass(frozen=True, slots=True)
class Channel:
    """One rater's view of one measure.

    Parameters
    ----------
    rater : one of `RATERS`.
    lowest_share : share of the lowest answer in the channel's value; the rest is the mean of the answers.
    """

    rater: str
    measure: Measure
    lowest_share: float = 0.0
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.rater}_{self.measure.name}")

    def value(self, answers: Mapping[str, Number], arithmetic: Arithmetic) -> Number:
        """The channel's value from the answers by column, in their own unit; NaN where none was given."""
        columns = self.measure.columns
        if len(columns) == 1:
            return answers[columns[0]]
        return mean_and_lowest([answers[column] for column in columns], self.lowest_share, arithmetic)


def mean_and_lowest(answers: list[Number], lowest_share: float, arithmetic: Arithmetic) -> Number:
    """The mean of the answers that were given and the lowest of them, in the proportion of `lowest_share`."""
    count: Number = 0
    total: Number = 0.0
    for answer in answers:
        count = count + (answer == answer)  # noqa: PLR0124 - false exactly for NaN
        total = total + arithmetic.or_zero(answer)
    mean = arithmetic.ratio(total, count)
    if not lowest_share:
        return mean
    return (1.0 - lowest_share) * mean + lowest_share * reduce(arithmetic.lower_given, answers)


ALLIANCE: Final = Measure("alliance", ("goal", "task", "bond"), ALLIANCE_LOW, ALLIANCE_HIGH, higher_is_better=True)
TENSION: Final = Measure("tension", ("tension",), float(TENSION_NONE), float(TENSION_SEVERE), higher_is_better=False)

LOWEST_SHARE: Final = 0.6
"""Share of the lowest part in the client's alliance. A rupture often strains one part alone, which the mean hides: on
simulated cohorts the lowest part added one to three points of ruptures found (docs/decisions/0003-detection-score.md).
"""

CHANNELS: Final = (
    Channel("client", ALLIANCE, LOWEST_SHARE),
    Channel("therapist", ALLIANCE),
    Channel("client", TENSION),
    Channel("therapist", TENSION),
)
"""Order of the channels everywhere."""

MEASURES: Final = tuple(dict.fromkeys(channel.measure for channel in CHANNELS))

SCALES: Final = {column: (measure.low, measure.high) for measure in MEASURES for column in measure.columns}
"""Lowest and highest answer per column of tidy ratings."""

ANSWERS: Final = tuple(SCALES)
"""Columns of tidy ratings that hold answers."""

REQUIRED_ANSWERS: Final = tuple(column for measure in MEASURES if measure.required for column in measure.columns)
"""Those that tidy ratings cannot do without."""


def channel_of(rater: str, measure: Measure) -> Channel:
    """Return this rater's channel of this measure."""
    return _BY_RATER_AND_MEASURE[rater, measure.name]


_BY_RATER_AND_MEASURE: Final = {(channel.rater, channel.measure.name): channel for channel in CHANNELS}
