"""How long the records of an ended therapy are kept."""

from __future__ import annotations

import calendar
from datetime import date


def keep_until(ended_on: date, months: int) -> date:
    """The last day before retention expires: the same day `months` months later, or the last day of a shorter month."""
    year, month = divmod(ended_on.month - 1 + months, 12)
    year, month = ended_on.year + year, month + 1
    return date(year, month, min(ended_on.day, calendar.monthrange(year, month)[1]))
