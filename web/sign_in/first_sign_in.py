"""The page on which a new colleague exchanges a one-time code for a passphrase of their own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from db.opening import database
from db.place import Place
from db.sign_in import PendingSignIn, choose_passphrase
from web.request import sender
from web.runtime import Fields, PublicRoute, answer_form, html_page
from web.sign_in.signed_in import require_same, signed_in


async def first_sign_in(request: Request) -> Response:
    """The form for name, one-time code and new passphrase."""
    if request.method == "GET":
        return html_page("first_sign_in.html", typed={})

    def submit(fields: Fields) -> str | PendingSignIn:
        require_same(fields)
        name, code, passphrase = fields["sign_in_name"], fields["code"], fields["passphrase"]
        return choose_passphrase(database(Place.PRACTICE), name, code, passphrase, *sender(request))

    def accepted(outcome: str | PendingSignIn, _fields: Fields) -> Response:
        return signed_in(outcome)

    def refused(fields: Fields, error: str) -> Response:
        return html_page("first_sign_in.html", 400, error=error, typed=fields)

    return await answer_form(request, submit, accepted=accepted, refused=refused)


ROUTES = [PublicRoute("/first-sign-in", first_sign_in, methods=["GET", "POST"])]
