"""Signing in with name and passphrase."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.opening import database
from db.place import Place
from db.sign_in import PendingSignIn, sign_in
from web.request import cookie, current_visit, sender
from web.runtime import Fields, PublicRoute, answer_form, html_page, local_path
from web.sign_in.signed_in import signed_in
from web.sign_in.welcome import practice_is_set_up


async def sign_in_page(request: Request) -> Response:
    """The form. Also clears the cookie of a visit that has ended, and says so."""
    if not await practice_is_set_up():
        response: Response = RedirectResponse("/welcome", 303)
        if await _visit_ended(request):
            cookie.clear_visit(response)
        return response
    if request.method == "GET":
        ended = await _visit_ended(request)
        response = html_page(
            "sign_in.html",
            next=local_path(request.query_params.get("next", "/")),
            ended=ended or "ended" in request.query_params,
        )
        if ended:
            cookie.clear_visit(response)
        return response

    def submit(fields: Fields) -> str | PendingSignIn:
        return sign_in(database(Place.PRACTICE), fields["sign_in_name"], fields["passphrase"], *sender(request))

    def accepted(outcome: str | PendingSignIn, fields: Fields) -> Response:
        return signed_in(outcome, local_path(fields["next"]))

    def refused(fields: Fields, error: str) -> Response:
        next_path, name = local_path(fields["next"]), fields["sign_in_name"]
        return html_page("sign_in.html", 400, error=error, next=next_path, sign_in_name=name)

    return await answer_form(request, submit, accepted=accepted, refused=refused)


async def _visit_ended(request: Request) -> bool:
    """Whether the browser has the cookie of a visit that is not live any more."""
    has_cookie = cookie.token_from(request.cookies) is not None
    return has_cookie and await current_visit(request.scope, touch=False) is None


ROUTES = [PublicRoute("/sign-in", sign_in_page, methods=["GET", "POST"])]
