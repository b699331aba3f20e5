"""Parts of the practice page."""

from pages.parts.practice.measure import measure_closely, overview
from pages.parts.practice.own_work import own_standing

__all__ = ["measure_closely", "overview", "own_standing"]
