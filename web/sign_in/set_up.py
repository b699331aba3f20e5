"""Setting up the practice with its first account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alliance_monitor.errors import AllianceError
from db.opening import database
from db.place import Place
from db.sign_in import PendingSignIn, set_up, sign_in
from web.request import sender
from web.runtime import Fields, PublicRoute, answer_form, html_page
from web.sign_in import set_up_code
from web.sign_in.signed_in import require_same, signed_in
from web.sign_in.welcome import practice_is_set_up


async def set_up_page(request: Request) -> Response:
    """The form, until there is a first account; after that, on to sign-in."""
    if await practice_is_set_up():
        return RedirectResponse("/sign-in", 303)
    if request.method == "GET":
        return html_page("set_up.html", typed={})

    def submit(fields: Fields) -> str | PendingSignIn:
        if not set_up_code.is_right(fields["code"]):
            raise AllianceError("The set-up code does not fit.", "It is printed where the app was started.")
        require_same(fields)
        home, name, passphrase = database(Place.PRACTICE), fields["sign_in_name"], fields["passphrase"]
        set_up(
            home,
            practice=fields["practice"],
            sign_in_name=name,
            display_name=fields["name"],
            passphrase=passphrase,
        )
        return sign_in(home, name, passphrase, *sender(request))

    def accepted(outcome: str | PendingSignIn, _fields: Fields) -> Response:
        set_up_code.discard()
        return signed_in(outcome)

    def refused(fields: Fields, error: str) -> Response:
        return html_page("set_up.html", 400, error=error, typed=fields)

    return await answer_form(request, submit, accepted=accepted, refused=refused)


ROUTES = [PublicRoute("/set-up", set_up_page, methods=["GET", "POST"])]
