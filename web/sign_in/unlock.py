"""Unlocking a visit after a client had the tablet."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.place import Place
from db.sign_in import locked_visit, unlock
from web.request import cookie, remote_address
from web.runtime import Fields, PublicRoute, answer_form, html_page

PATH = "/unlock"
RETURN_TO = {"alliance": "/session", "attachment": "/intake", "outcome": "/client"}
"""The screen the tablet was handed over from, by what the client was asked."""


async def unlock_page(request: Request) -> Response:
    """The form for passphrase or PIN; without a locked visit there is nothing to unlock."""
    locked = await run_in_threadpool(locked_visit, cookie.token_from(request.cookies))
    if locked is None:
        return RedirectResponse("/", 303)
    demo = locked.actor.place is Place.DEMO
    if request.method != "POST":
        return html_page("unlock.html", invented=demo)

    def submit(fields: Fields) -> tuple[str, str]:
        return unlock(locked, fields["secret"], remote_address(request.scope))

    def accepted(handed: tuple[str, str], _fields: Fields) -> Response:
        client_id, asked = handed
        screen = RETURN_TO.get(asked, "/client")
        return RedirectResponse(f"{screen}?client={quote(client_id)}" if client_id else "/", 303)

    def refused(_fields: Fields, error: str) -> Response:
        return html_page("unlock.html", 400, invented=demo, error=error)

    return await answer_form(request, submit, accepted=accepted, refused=refused)


ROUTES = [PublicRoute(PATH, unlock_page, methods=["GET", "POST"], while_locked=True)]
