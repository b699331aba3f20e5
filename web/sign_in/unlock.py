"""Unlocking a visit after a client had the tablet."""

from __future__ import annotations

from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.place import Place
from db.sign_in import locked_visit, unlock
from web.request import cookie, remote_address
from web.runtime import form_fields, html_page

PATH = "/unlock"
BACK = {"alliance": "/session", "attachment": "/intake", "outcome": "/client"}
"""The page a device was handed over from, by what the client was asked."""


async def unlock_page(request: Request) -> Response:
    """Passphrase or PIN; without a locked visit there is nothing to unlock."""
    token = cookie.token_from(request.cookies)
    locked = await anyio.to_thread.run_sync(locked_visit, token)
    if locked is None:
        return RedirectResponse("/", 303)
    demo = locked.actor.place is Place.DEMO
    if request.method != "POST":
        return html_page("unlock.html", invented=demo)
    try:
        typed = await form_fields(request)
        client_id, asked = await anyio.to_thread.run_sync(
            lambda: unlock(locked, typed.get("secret", ""), remote_address(request.scope))
        )
    except AllianceError as error:
        return html_page("unlock.html", 400, invented=demo, error=str(error))
    return RedirectResponse(f"{BACK.get(asked, '/client')}?client={quote(client_id)}" if client_id else "/", 303)


ROUTES = [Route(PATH, unlock_page, methods=["GET", "POST"])]
