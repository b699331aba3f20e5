"""The practice's figures as a file: audited, under the same disclosure control as the screen."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alliance_monitor.practice import MEASURES, to_csv
from db.connection import now
from db.store import Store
from web.downloads.sheets import download


async def practice_file(request: Request) -> Response:
    """All measures of one range, all over and by one dimension, as CSV."""
    asked = request.query_params
    dimension = asked.get("by", "")
    since, until = _month(asked.get("since", ""), date.min), _month(asked.get("until", ""), date.max)

    def make(store: Store) -> bytes:
        release = store.practice_export(now().astimezone().date(), dimension)
        figures = [release.figure(one, since, until) for one in MEASURES]
        return to_csv([*figures, *(group for one in MEASURES for group in release.by_group(one, since, until))])

    return await download(request, "practice.csv", make, "text/csv; charset=utf-8")


def _month(text: str, otherwise: date) -> date:
    """A month as the page writes it; anything else is no limit."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise


PRACTICE_FILES = [Route("/practice-file", practice_file)]
