"""One way for every file that leaves the app: ask for proof, build, let the store audit it, send."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.access import NeedsProofError
from db.store import Store, open_store
from web.request import current_visit
from web.sign_in import prove

Build = Callable[[Store, Request], bytes]


def download(path: str, filename: str, build: Build, media_type: str = "application/pdf") -> Route:
    """A route that sends what `build` makes with the access of whoever is signed in, off the event loop.

    The store audits each file, and refuses it (`NeedsProofError`) to people who signed in a while ago: they are asked
    for their passphrase first, since an open browser may have been left alone. The file name does not tell whose file
    it is. The gate has turned away everyone without a visit and forbids caching; pages of other sites can neither embed
    the response nor read it.
    """

    async def send(request: Request) -> Response:
        visit = await current_visit(request.scope, touch=True)
        if visit is None:
            return PlainTextResponse("Sign in first.", 401)
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("This request came from another site.", 403)
        try:
            content = await run_in_threadpool(lambda: build(open_store(visit.actor), request))
        except NeedsProofError:
            return prove.ask_for_proof(request)
        except AllianceError as error:
            return PlainTextResponse(str(error), 404)
        headers = {"content-disposition": f'attachment; filename="{filename}"'}
        return Response(content, media_type=media_type, headers=headers)

    return Route(path, send)
