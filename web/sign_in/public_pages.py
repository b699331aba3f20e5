"""The plain pages before sign-in: welcome, set-up, sign-in, demo, sign-out."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.opening import database
from db.place import Place
from db.sign_in import PendingSignIn, end_visit, is_set_up, live_visit, set_up, sign_in
from web.request import browser_name, cookie, remote_address
from web.runtime import HERE, form_fields, health, html_page, ready
from web.sign_in import oidc_pages, prove, set_up_code
from web.sign_in.demo import demo
from web.sign_in.first_sign_in import first_sign_in
from web.sign_in.sign_in import second_factor_page, sign_in_page, sign_in_response


async def welcome(request: Request) -> Response:
    """The first page: set up, sign in, or look around."""
    done = await anyio.to_thread.run_sync(lambda: is_set_up(database(Place.PRACTICE)))
    return html_page("welcome.html", set_up=done)


async def set_up_page(request: Request) -> Response:
    """The first account of a practice."""
    if await anyio.to_thread.run_sync(lambda: is_set_up(database(Place.PRACTICE))):
        return RedirectResponse("/sign-in", 303)
    if request.method == "GET":
        return html_page("set_up.html", typed={})
    typed: dict[str, str] = {}
    try:
        typed = await form_fields(request)
        if not set_up_code.is_right(typed.get("code", "")):
            raise AllianceError("The set-up code does not fit.", "It is printed where the app was started.")
        if typed.get("passphrase") != typed.get("again"):
            raise AllianceError("The two passphrases differ.", "Type them again.")

        def make() -> str | PendingSignIn:
            home, name, passphrase = (
                database(Place.PRACTICE),
                typed.get("sign_in_name", ""),
                typed.get("passphrase", ""),
            )
            set_up(
                home,
                practice=typed.get("practice", ""),
                sign_in_name=name,
                display_name=typed.get("name", ""),
                passphrase=passphrase,
            )
            return sign_in(
                home,
                name,
                passphrase,
                remote_address(request.scope),
                browser_name(request.headers.get("user-agent", "")),
            )

        outcome = await anyio.to_thread.run_sync(make)
    except AllianceError as error:
        return html_page("set_up.html", 400, error=str(error), typed=typed)
    set_up_code.discard()
    return sign_in_response(outcome)


async def sign_out(request: Request) -> Response:
    """End the visit everywhere; GET only asks."""
    if request.method != "POST":
        return html_page("sign_out.html")
    token = cookie.token_from(request.cookies)
    visit = await anyio.to_thread.run_sync(lambda: live_visit(token))
    if visit is not None:
        await anyio.to_thread.run_sync(lambda: end_visit(visit.actor))
    response = RedirectResponse("/sign-in?ended=1", 303)
    cookie.clear_visit(response)
    return response


async def style(request: Request) -> Response:
    """The plain pages' own stylesheet."""
    return FileResponse(HERE / "alliance.css", media_type="text/css")


async def icon(request: Request) -> Response:
    """The picture in the browser's tab, also for a browser that asks for favicon.ico unprompted."""
    return FileResponse(HERE / "icon.svg", media_type="image/svg+xml")


async def caseload(request: Request) -> Response:
    """The caseload is the page at `/`; Streamlit knows a default page by no other address."""
    return RedirectResponse("/", 303)


async def training(request: Request) -> Response:
    """Training had another address once."""
    return RedirectResponse("/training", 303)


BOTH = ["GET", "POST"]
ROUTES = [
    Route("/welcome", welcome),
    Route("/set-up", set_up_page, methods=BOTH),
    Route("/sign-in", sign_in_page, methods=BOTH),
    Route("/demo", demo, methods=BOTH),
    Route("/second-step", second_factor_page, methods=BOTH),
    Route("/first-sign-in", first_sign_in, methods=BOTH),
    Route("/sign-out", sign_out, methods=BOTH),
    Route("/ready", ready),
    Route("/health", health),
    Route("/alliance.css", style),
    Route("/icon.svg", icon),
    Route("/favicon.ico", icon),
    Route("/caseload", caseload),
    Route("/practise", training),
    *oidc_pages.ROUTES,
    *prove.ROUTES,
]
