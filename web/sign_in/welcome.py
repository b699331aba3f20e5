"""The first page: set up, sign in, or look around."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from db.opening import database
from db.place import Place
from db.sign_in import is_set_up
from web.runtime import PublicRoute, html_page


async def practice_is_set_up() -> bool:
    """Whether the practice has its first account."""
    return await run_in_threadpool(lambda: is_set_up(database(Place.PRACTICE)))


async def welcome(_request: Request) -> Response:
    """The page, which offers set-up or sign-in, and the demo where that is allowed."""
    return html_page("welcome.html", set_up=await practice_is_set_up())


ROUTES = [PublicRoute("/welcome", welcome)]
