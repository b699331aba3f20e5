"""The second factor of a pending sign-in: its code, after enrolling an authenticator app where there is none yet."""

from __future__ import annotations

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alliance_monitor.errors import AllianceError
from db.opening import database
from db.place import Place
from db.sign_in import Enrolment, SignInExpiredError, finish_sign_in, required_enrolment
from web.request import cookie, sender
from web.runtime import PublicRoute, form_fields, html_page, local_path

QR_SCALE = 5
"""Pixels per module of the QR code, which a phone can read from a hand's distance."""


async def second_factor_page(request: Request) -> Response:
    """The form; then on to where the person wanted to go, by way of their recovery codes after an enrolment."""
    home, token = database(Place.PRACTICE), request.cookies.get(cookie.flow_name(cookie.PENDING))
    next_path = local_path(request.query_params.get("next", "/"))
    enrolment: Enrolment | None = None
    try:
        enrolment = await run_in_threadpool(required_enrolment, home, token)
        if request.method == "GET":
            return _form(enrolment, next_path)
        fields = await form_fields(request)
        next_path = local_path(fields["next"])
        done = await run_in_threadpool(finish_sign_in, home, token, fields["code"], *sender(request))
    except SignInExpiredError:
        response: Response = RedirectResponse("/sign-in", 303)
        cookie.clear_flow(response, cookie.PENDING)
        return response
    except AllianceError as error:
        return _form(enrolment, next_path, error=str(error))
    if done.recovery_codes:
        response = html_page("recovery_codes.html", codes=done.recovery_codes, next=next_path)
    else:
        response = RedirectResponse(next_path, 303)
    cookie.set_visit(response, done.token)
    cookie.clear_flow(response, cookie.PENDING)
    return response


def _form(enrolment: Enrolment | None, next_path: str, error: str = "") -> Response:
    picture = segno.make(enrolment.address, error="m").svg_data_uri(scale=QR_SCALE) if enrolment else ""
    return html_page(
        "second_factor.html",
        400 if error else 200,
        error=error,
        next=next_path,
        picture=picture,
        secret=enrolment.secret if enrolment else "",
    )


ROUTES = [PublicRoute("/second-step", second_factor_page, methods=["GET", "POST"])]
