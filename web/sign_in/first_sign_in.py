"""The page on which a new colleague turns a one-time code into a passphrase of their own."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import Response

from alliance_monitor.errors import AllianceError
from db.opening import database
from db.place import Place
from db.sign_in import choose_passphrase
from web.request import browser_name, remote_address
from web.runtime import form_fields, html_page
from web.sign_in.sign_in import sign_in_response


async def first_sign_in(request: Request) -> Response:
    """Name, one-time code, and the passphrase to be."""
    if request.method == "GET":
        return html_page("first_sign_in.html", typed={})
    typed: dict[str, str] = {}
    try:
        typed = await form_fields(request)
        if typed.get("passphrase") != typed.get("again"):
            raise AllianceError("The two passphrases differ.", "Type them again.")
        outcome = await anyio.to_thread.run_sync(
            lambda: choose_passphrase(
                database(Place.PRACTICE),
                typed.get("sign_in_name", ""),
                typed.get("code", ""),
                typed.get("passphrase", ""),
                remote_address(request.scope),
                browser_name(request.headers.get("user-agent", "")),
            )
        )
    except AllianceError as error:
        return html_page("first_sign_in.html", 400, error=str(error), typed=typed)
    return sign_in_response(outcome)
