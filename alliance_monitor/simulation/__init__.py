"""Simulated practices with known ruptures, for demonstration, tests and benchmarks; no model of people."""

from __future__ import annotations

from alliance_monitor.simulation.chance import chance_dips
from alliance_monitor.simulation.cohort import Cohort, cohort
from alliance_monitor.simulation.worlds import WORLDS, UnknownWorldError, World, draw_practice, world_named

__all__ = ["WORLDS", "Cohort", "UnknownWorldError", "World", "chance_dips", "cohort", "draw_practice", "world_named"]
