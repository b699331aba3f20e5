"""A practice's aggregates, which expose nobody: counts, shares with intervals, disclosure control."""

from alliance_monitor.practice.counts import Cell, Counts, changes
from alliance_monitor.practice.disclosure import LEAST_THRESHOLD, MOST_THRESHOLD
from alliance_monitor.practice.export import to_csv
from alliance_monitor.practice.funnel import FUNNEL_SOURCE, LIMITS, Funnel, funnel, limits
from alliance_monitor.practice.interval import wilson
from alliance_monitor.practice.measure import BY_ID, MEASURES, Measure
from alliance_monitor.practice.release import Figure, Release, Series
from alliance_monitor.practice.run_chart import RUN_CHART_SOURCE, run_chart

__all__ = [
    "BY_ID",
    "FUNNEL_SOURCE",
    "LEAST_THRESHOLD",
    "LIMITS",
    "MEASURES",
    "MOST_THRESHOLD",
    "RUN_CHART_SOURCE",
    "Cell",
    "Counts",
    "Figure",
    "Funnel",
    "Measure",
    "Release",
    "Series",
    "changes",
    "funnel",
    "limits",
    "run_chart",
    "to_csv",
    "wilson",
]
