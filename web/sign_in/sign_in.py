"""Signing in: name and passphrase, then a code where the account or the practice needs one."""

from __future__ import annotations

from urllib.parse import quote

import anyio
import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alliance_monitor.errors import AllianceError
from db.opening import database
from db.place import Place
from db.sign_in import (
    Enrolment,
    PendingSignIn,
    SignInExpiredError,
    finish_sign_in,
    is_set_up,
    live_visit,
    required_enrolment,
    sign_in,
)
from web.request import browser_name, cookie, remote_address
from web.runtime import form_fields, html_page, local_path

QR_SCALE = 5
"""Pixels of one square of the QR code; a phone reads it from a hand's distance."""


def sign_in_response(outcome: str | PendingSignIn, wish: str = "/") -> Response:
    """Inside with a visit, or on to the second step."""
    if isinstance(outcome, PendingSignIn):
        response = RedirectResponse(f"/second-step?next={quote(wish)}", 303)
        cookie.set_flow(response, cookie.PENDING, outcome.token)
        return response
    response = RedirectResponse(wish, 303)
    cookie.set_visit(response, outcome)
    return response


async def sign_in_page(request: Request) -> Response:
    """Name and passphrase."""
    if not await anyio.to_thread.run_sync(lambda: is_set_up(database(Place.PRACTICE))):
        response: Response = RedirectResponse("/welcome", 303)
        if await _dead(request):
            cookie.clear_visit(response)
        return response
    if request.method == "GET":
        dead = await _dead(request)
        response = html_page(
            "sign_in.html",
            next=local_path(request.query_params.get("next", "/")),
            ended=dead or "ended" in request.query_params,
        )
        if dead:
            cookie.clear_visit(response)
        return response
    typed: dict[str, str] = {}
    try:
        typed = await form_fields(request)
        outcome = await anyio.to_thread.run_sync(
            lambda: sign_in(
                database(Place.PRACTICE),
                typed.get("sign_in_name", ""),
                typed.get("passphrase", ""),
                remote_address(request.scope),
                browser_name(request.headers.get("user-agent", "")),
            )
        )
    except AllianceError as error:
        return html_page(
            "sign_in.html",
            400,
            error=str(error),
            next=local_path(typed.get("next", "/")),
            sign_in_name=typed.get("sign_in_name", ""),
        )
    return sign_in_response(outcome, local_path(typed.get("next", "/")))


async def second_factor_page(request: Request) -> Response:
    """The code of an authenticator app, after setting one up where there is none yet."""
    home, token = database(Place.PRACTICE), request.cookies.get(cookie.flow_name(cookie.PENDING))
    wish = local_path(request.query_params.get("next", "/"))
    enrolment: Enrolment | None = None
    try:
        enrolment = await anyio.to_thread.run_sync(lambda: required_enrolment(home, token))
        if request.method == "GET":
            return _second_factor(enrolment, wish)
        typed = await form_fields(request)
        wish = local_path(typed.get("next", "/"))
        done = await anyio.to_thread.run_sync(
            lambda: finish_sign_in(
                home,
                token,
                typed.get("code", ""),
                remote_address(request.scope),
                browser_name(request.headers.get("user-agent", "")),
            )
        )
    except SignInExpiredError:
        response: Response = RedirectResponse("/sign-in", 303)
        cookie.clear_flow(response, cookie.PENDING)
        return response
    except AllianceError as error:
        return _second_factor(enrolment, wish, error=str(error))
    if done.recovery_codes:
        response = html_page("recovery_codes.html", codes=done.recovery_codes, next=wish)
    else:
        response = RedirectResponse(wish, 303)
    cookie.set_visit(response, done.token)
    cookie.clear_flow(response, cookie.PENDING)
    return response


def _second_factor(enrolment: Enrolment | None, wish: str, error: str = "") -> Response:
    picture = segno.make(enrolment.address, error="m").svg_data_uri(scale=QR_SCALE) if enrolment else ""
    return html_page(
        "second_factor.html",
        400 if error else 200,
        error=error,
        next=wish,
        picture=picture,
        secret=enrolment.secret if enrolment else "",
    )


async def _dead(request: Request) -> bool:
    token = cookie.token_from(request.cookies)
    return token is not None and await anyio.to_thread.run_sync(lambda: live_visit(token)) is None
