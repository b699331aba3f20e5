"""Printable sheets, made on request and stored nowhere."""

from __future__ import annotations

from starlette.requests import Request

from db.connection import now
from db.store import Store
from web.downloads.download import download


def agenda(store: Store, _request: Request) -> bytes:
    """The agenda of this supervisor's next meeting."""
    from alliance_monitor.report import agenda_sheet  # noqa: PLC0415 - loaded with the first sheet, not at start-up

    day = now().astimezone().date()
    return agenda_sheet(store.agenda_sheet(day), day)


def case(store: Store, request: Request) -> bytes:
    """A supervisee's case, without identity."""
    from alliance_monitor.report import case_sheet  # noqa: PLC0415

    found = store.case_sheet(request.path_params["client"])
    question = found.request.question if found.request and found.request.open else ""
    day = now().astimezone().date()
    return case_sheet(found.history, found.discussions, day, therapist=found.therapist, question=question)


def own(store: Store, request: Request) -> bytes:
    """The course of one of the therapist's own clients, for the therapist's files."""
    from alliance_monitor.report import case_sheet  # noqa: PLC0415

    history, discussions = store.own_sheet(request.path_params["client"])
    return case_sheet(history, discussions, now().astimezone().date())


SHEETS = [
    download("/sheets/agenda", "supervision-agenda.pdf", agenda),
    download("/sheets/case/{client}", "case.pdf", case),
    download("/sheets/own/{client}", "summary.pdf", own),
]
