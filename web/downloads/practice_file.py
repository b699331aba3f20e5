"""The practice's figures as CSV, under the same disclosure control as on screen."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request

from alliance_monitor.practice import MEASURES, to_csv
from db.connection import now
from db.store import Store
from web.downloads.download import download


def practice_file(store: Store, request: Request) -> bytes:
    """All measures of one range of months, in total and by one dimension."""
    query = request.query_params
    since, until = _month(query.get("since", ""), date.min), _month(query.get("until", ""), date.max)
    release = store.practice_export(now().astimezone().date(), query.get("by", ""))
    totals = [release.figure(measure, since, until) for measure in MEASURES]
    return to_csv([*totals, *(group for measure in MEASURES for group in release.by_group(measure, since, until))])


def _month(text: str, default: date) -> date:
    """A month as the page writes it; anything else is no limit."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return default


PRACTICE_FILES = [download("/practice-file", "practice.csv", practice_file, "text/csv; charset=utf-8")]
