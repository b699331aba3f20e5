"""Every address of the app beside Streamlit's own; each package lists those of its pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from web import client_link, downloads, sign_in
from web.runtime import probes, static_files


async def caseload(_request: Request) -> Response:
    """The caseload is the page at `/`; Streamlit serves its default page at no other address."""
    return RedirectResponse("/", 303)


async def training(_request: Request) -> Response:
    """The former address of the training page."""
    return RedirectResponse("/training", 303)


ROUTES = [
    *client_link.ROUTES,
    *sign_in.ROUTES,
    *downloads.ROUTES,
    *probes.ROUTES,
    *static_files.ROUTES,
    Route("/caseload", caseload),
    Route("/practise", training),
]
