"""Parts of the practice page: the practice's measures, and a therapist's own."""

from pages.parts.practice.measure import measure_details, measures_table
from pages.parts.practice.own_work import own_work

__all__ = ["measure_details", "measures_table", "own_work"]
