"""Moments as this server's clock and calendar show them."""

from __future__ import annotations

from datetime import date, datetime, time


def start_of_day(day: date) -> datetime:
    """Midnight at the beginning of `day`."""
    return datetime.combine(day, time()).astimezone()


def local_date(moment: datetime) -> str:
    """Such as 30 Nov 2026."""
    return f"{moment.astimezone():%d %b %Y}"


def local_time(moment: datetime) -> str:
    """Such as 30 Nov 2026, 14:05."""
    return f"{moment.astimezone():%d %b %Y, %H:%M}"
