"""Printable sheets: made for one live visit, audited, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.access import NeedsProofError
from db.connection import now
from db.store import Store, open_store
from web.request import current_visit
from web.sign_in import prove

Make = Callable[[Store], bytes]


async def agenda(request: Request) -> Response:
    """The agenda of this supervisor's next meeting."""
    day = now().astimezone().date()

    def make(store: Store) -> bytes:
        from alliance_monitor.report import agenda_sheet  # noqa: PLC0415 - loaded with the first sheet, not at a start

        return agenda_sheet(store.agenda_sheet(day), day)

    return await download(request, "supervision-agenda.pdf", make)


async def case(request: Request) -> Response:
    """A supervisee's case, without identity."""

    def make(store: Store) -> bytes:
        from alliance_monitor.report import case_sheet  # noqa: PLC0415

        found = store.case_sheet(request.path_params["client"])
        question = found.request.question if found.request and found.request.open else ""
        day = now().astimezone().date()
        return case_sheet(found.history, found.discussions, day, therapist=found.therapist, question=question)

    return await download(request, "case.pdf", make)


async def own(request: Request) -> Response:
    """An own client's course, for the therapist's own file."""

    def make(store: Store) -> bytes:
        from alliance_monitor.report import case_sheet  # noqa: PLC0415

        history, discussions = store.own_sheet(request.path_params["client"])
        return case_sheet(history, discussions, now().astimezone().date())

    return await download(request, "summary.pdf", make)


async def download(request: Request, name: str, make: Make, media_type: str = "application/pdf") -> Response:
    """Make a file with the reach of whoever asks, off the event loop; the store audits it and may refuse.

    Who signed in a while ago is asked for their passphrase first: an open browser may have been left alone.
    The name of the file says nothing of whose it is. The gate has turned away who is not signed in, and forbids keeping
    the answer; a page of another site cannot embed it, nor read it.
    """
    visit = await current_visit(request.scope, touch=True)
    if visit is None:
        return PlainTextResponse("Sign in first.", 401)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("This request came from another site.", 403)
    try:
        made = await anyio.to_thread.run_sync(lambda: make(open_store(visit.actor)))
    except NeedsProofError:
        return prove.ask_for_proof(request)
    except AllianceError as error:
        return PlainTextResponse(str(error), 404)
    return Response(made, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


SHEETS = [
    Route("/sheets/agenda", agenda),
    Route("/sheets/case/{client}", case),
    Route("/sheets/own/{client}", own),
]
