"""Asking once more who is there, before a file with clinical content leaves the app."""

from __future__ import annotations

from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.store import open_store
from web.request import current_visit
from web.runtime import form_fields, html_page, local_path

PATH = "/prove"


def ask_for_proof(request: Request) -> Response:
    """Send a browser to the question, and from there on to what it asked for."""
    if "text/html" not in request.headers.get("accept", "*/*"):
        return PlainTextResponse("This needs your passphrase once more.", 403)
    wish = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{PATH}?next={quote(wish, safe='')}", 303)


async def prove_page(request: Request) -> Response:
    """Passphrase, and a code where a second step is set up; then on to the file."""
    visit = await current_visit(request.scope, touch=True)
    if visit is None:
        return RedirectResponse("/sign-in", 303)
    store = open_store(visit.actor)

    def asked(wish: str, error: str = "") -> Response:
        code = store.second_factor().since is not None
        return html_page("prove.html", 400 if error else 200, error=error, next=local_path(wish), code=code)

    if request.method != "POST":
        wish = local_path(request.query_params.get("next", "/"))
        if await anyio.to_thread.run_sync(store.proved):
            return RedirectResponse(wish, 303)
        return await anyio.to_thread.run_sync(asked, wish)
    typed: dict[str, str] = {}
    try:
        typed = await form_fields(request)
        await anyio.to_thread.run_sync(lambda: store.prove(typed.get("passphrase", ""), typed.get("code", "")))
    except AllianceError as error:
        return await anyio.to_thread.run_sync(asked, typed.get("next", "/"), str(error))
    # The file comes as a download, which leaves the page standing: one without the passphrase on it.
    return html_page("proved.html", next=local_path(typed.get("next", "/")))


ROUTES = [Route(PATH, prove_page, methods=["GET", "POST"])]
