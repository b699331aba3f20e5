"""The way into the demo practice, which takes some seconds to make: the browser is told so at once."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from db.configuration import configuration
from db.place import Place
from db.sign_in import new_visit_token
from demo import enter_demo, is_built
from web.request import cookie
from web.runtime import html_page

log = logging.getLogger("alliance_monitor")

ONWARD = '<meta http-equiv="refresh" content="0; url=/"><p><a class="button" href="/">Open it</a></p>'
FAILED = '<p class="error" role="alert">The demo practice could not be made. Go back and try once more.</p>'


async def demo(request: Request) -> Response:
    """Into the demo practice. A look by GET goes back to the choice."""
    if request.method != "POST" or not configuration().demo:
        return RedirectResponse("/welcome", 303)
    token = new_visit_token(Place.DEMO)
    if await anyio.to_thread.run_sync(is_built):
        await anyio.to_thread.run_sync(enter_demo, token)
        response: Response = RedirectResponse("/", 303)
    else:
        # Said to be packed as it is: a packer would hold the first words back until there are more.
        response = StreamingResponse(_made(token), media_type="text/html", headers={"content-encoding": "identity"})
    cookie.set_visit(response, token)
    return response


async def _made(token: str) -> AsyncIterator[str]:
    """The page that says what goes on, and its end once the demo is there: the way on needs no script."""
    begun, _, end = bytes(html_page("demo.html").body).decode().partition("</main>")
    yield begun
    try:
        await anyio.to_thread.run_sync(enter_demo, token)
    except Exception as error:  # noqa: BLE001 - the page has begun: what went wrong can only be said at its end
        log.error("the demo practice could not be made: %s", type(error).__name__)
        yield FAILED
    else:
        yield ONWARD
    yield f"</main>{end}"
