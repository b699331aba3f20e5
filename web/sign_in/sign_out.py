"""Signing out."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.sign_in import end_visit
from web.request import cookie, current_visit
from web.runtime import PublicRoute, html_page
from web.sign_in.redirects import SIGN_IN


async def sign_out(request: Request) -> Response:
    """POST ends the visit in all its windows; GET only asks."""
    if request.method != "POST":
        return html_page("sign_out.html")
    visit = await current_visit(request.scope, touch=False)
    if visit is not None:
        await run_in_threadpool(end_visit, visit.actor)
    response = RedirectResponse(SIGN_IN, 303)
    cookie.clear_visit(response)
    return response


ROUTES = [PublicRoute("/sign-out", sign_out, methods=["GET", "POST"])]
