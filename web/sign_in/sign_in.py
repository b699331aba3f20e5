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
from db.sign_in import Enrolment, Step, StepOverError, finish, is_set_up, live_visit, sign_in, wanted
from web.request import browser_name, cookie
from web.runtime import address, form, inside, page

QR_SCALE = 5
"""Pixels of one square of the QR code; a phone reads it from a hand's distance."""


def admitted(outcome: str | Step, wish: str = "/") -> Response:
    """Inside with a visit, or on to the second step."""
    if isinstance(outcome, Step):
        response = RedirectResponse(f"/second-step?next={quote(wish)}", 303)
        cookie.give_short(response, cookie.STEP, outcome.token)
        return response
    response = RedirectResponse(wish, 303)
    cookie.give(response, outcome)
    return response


async def sign_in_page(request: Request) -> Response:
    """Name and passphrase."""
    if not await anyio.to_thread.run_sync(lambda: is_set_up(database(Place.PRACTICE))):
        response: Response = RedirectResponse("/welcome", 303)
        if await _dead(request):
            cookie.take(response)
        return response
    if request.method == "GET":
        dead = await _dead(request)
        response = page(
            "sign_in.html",
            next=inside(request.query_params.get("next", "/")),
            ended=dead or "ended" in request.query_params,
        )
        if dead:
            cookie.take(response)
        return response
    typed: dict[str, str] = {}
    try:
        typed = await form(request)
        outcome = await anyio.to_thread.run_sync(
            lambda: sign_in(
                database(Place.PRACTICE),
                typed.get("sign_in_name", ""),
                typed.get("passphrase", ""),
                address(request),
                browser_name(request.headers.get("user-agent", "")),
            )
        )
    except AllianceError as error:
        return page(
            "sign_in.html",
            400,
            error=str(error),
            next=inside(typed.get("next", "/")),
            sign_in_name=typed.get("sign_in_name", ""),
        )
    return admitted(outcome, inside(typed.get("next", "/")))


async def second_step_page(request: Request) -> Response:
    """The code of an authenticator app, after setting one up where there is none yet."""
    home, token = database(Place.PRACTICE), request.cookies.get(cookie.short_name(cookie.STEP))
    wish = inside(request.query_params.get("next", "/"))
    enrolment: Enrolment | None = None
    try:
        enrolment = await anyio.to_thread.run_sync(lambda: wanted(home, token))
        if request.method == "GET":
            return _second_step(enrolment, wish)
        typed = await form(request)
        wish = inside(typed.get("next", "/"))
        done = await anyio.to_thread.run_sync(
            lambda: finish(
                home,
                token,
                typed.get("code", ""),
                address(request),
                browser_name(request.headers.get("user-agent", "")),
            )
        )
    except StepOverError:
        response: Response = RedirectResponse("/sign-in", 303)
        cookie.take_short(response, cookie.STEP)
        return response
    except AllianceError as error:
        return _second_step(enrolment, wish, error=str(error))
    if done.recovery_codes:
        response = page("recovery_codes.html", codes=done.recovery_codes, next=wish)
    else:
        response = RedirectResponse(wish, 303)
    cookie.give(response, done.token)
    cookie.take_short(response, cookie.STEP)
    return response


def _second_step(enrolment: Enrolment | None, wish: str, error: str = "") -> Response:
    picture = segno.make(enrolment.address, error="m").svg_data_uri(scale=QR_SCALE) if enrolment else ""
    return page(
        "second_step.html",
        400 if error else 200,
        error=error,
        next=wish,
        picture=picture,
        secret=enrolment.secret if enrolment else "",
    )


async def _dead(request: Request) -> bool:
    token = cookie.token_from(request.cookies)
    return token is not None and await anyio.to_thread.run_sync(lambda: live_visit(token)) is None
