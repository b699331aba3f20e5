"""Entering the demo practice. Building it takes some seconds, which the browser is told at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from db.configuration import configuration
from db.place import Place
from db.sign_in import new_visit_token
from demo import enter_demo, is_built
from web.request import cookie
from web.runtime import PublicRoute, html_page, log

ONWARD = '<meta http-equiv="refresh" content="0; url=/"><p><a class="button" href="/">Open it</a></p>'
FAILED = '<p class="error" role="alert">The demo practice could not be made. Go back and try once more.</p>'


async def demo(request: Request) -> Response:
    """POST enters the demo practice; GET leads back to the welcome page."""
    if request.method != "POST" or not configuration().demo:
        return RedirectResponse("/welcome", 303)
    token = new_visit_token(Place.DEMO)
    if await run_in_threadpool(is_built):
        await run_in_threadpool(enter_demo, token)
        response: Response = RedirectResponse("/", 303)
    else:
        # “identity” keeps a compressing proxy from buffering the first words until there is more.
        response = StreamingResponse(_progress(token), media_type="text/html", headers={"content-encoding": "identity"})
    cookie.set_visit(response, token)
    return response


async def _progress(token: str) -> AsyncIterator[str]:
    """A page that says what is happening, and is completed once the demo is built: going on needs no script."""
    begun, _, end = bytes(html_page("demo.html").body).decode().partition("</main>")
    yield begun
    try:
        await run_in_threadpool(enter_demo, token)
    except Exception as error:  # noqa: BLE001 - the response has started: a failure can only be reported at its end
        log.error("the demo practice could not be made: %s", type(error).__name__)
        yield FAILED
    else:
        yield ONWARD
    yield f"</main>{end}"


ROUTES = [PublicRoute("/demo", demo, methods=["GET", "POST"])]
