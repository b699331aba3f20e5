"""Proving again who is there, before a file with clinical content leaves the app."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from db.store import open_store
from web.request import current_visit
from web.runtime import Fields, answer_form, html_page, local_path

PATH = "/prove"


def ask_for_proof(request: Request) -> Response:
    """Redirect a browser to the form, and from there back to what it requested."""
    if "text/html" not in request.headers.get("accept", "*/*"):
        return PlainTextResponse("This needs your passphrase once more.", 403)
    requested = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{PATH}?next={quote(requested, safe='')}", 303)


async def prove_page(request: Request) -> Response:
    """The form for the passphrase, and for a code where a second factor is set up; then on to the file."""
    visit = await current_visit(request.scope, touch=True)
    if visit is None:
        return RedirectResponse("/sign-in", 303)
    store = open_store(visit.actor)

    def form(next_path: str, error: str = "") -> Response:
        code = store.second_factor().since is not None
        return html_page("prove.html", 400 if error else 200, error=error, next=local_path(next_path), code=code)

    if request.method != "POST":
        next_path = local_path(request.query_params.get("next", "/"))
        if await run_in_threadpool(store.proved):
            return RedirectResponse(next_path, 303)
        return await run_in_threadpool(form, next_path)

    def submit(fields: Fields) -> None:
        store.prove(fields["passphrase"], fields["code"])

    def accepted(_result: None, fields: Fields) -> Response:
        # A download leaves the page before it in place: one without the passphrase on it.
        return html_page("proved.html", next=local_path(fields["next"]))

    def refused(fields: Fields, error: str) -> Response:
        return form(fields["next"], error)

    return await answer_form(request, submit, accepted=accepted, refused=refused)


ROUTES = [Route(PATH, prove_page, methods=["GET", "POST"])]
