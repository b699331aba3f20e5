"""The page on which a new colleague turns a one-time code into a passphrase of their own."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alliance_monitor.errors import AllianceError
from db.database import Place, database
from db.first_sign_in import choose_passphrase
from web import cookie
from web.plain import address, form, page


async def first_sign_in(request: Request) -> Response:
    """Name, one-time code, and the passphrase to be."""
    if request.method == "GET":
        return page("first_sign_in.html", typed={})
    typed: dict[str, str] = {}
    try:
        typed = await form(request)
        if typed.get("passphrase") != typed.get("again"):
            raise AllianceError("The two passphrases differ.", "Type them again.")
        token = await anyio.to_thread.run_sync(
            lambda: choose_passphrase(
                database(Place.PRACTICE),
                typed.get("sign_in_name", ""),
                typed.get("code", ""),
                typed.get("passphrase", ""),
                address(request),
            )
        )
    except AllianceError as error:
        return page("first_sign_in.html", 400, error=str(error), typed=typed)
    response = RedirectResponse("/", 303)
    cookie.give(response, token)
    return response
