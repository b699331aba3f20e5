"""Stylesheet and icon of the pages that are not Streamlit's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from web.runtime.html_page import HERE
from web.runtime.public_route import PublicRoute


async def style(_request: Request) -> Response:
    """The stylesheet."""
    return FileResponse(HERE / "alliance.css", media_type="text/css")


async def icon(_request: Request) -> Response:
    """The tab's icon, also for browsers that request favicon.ico without being told to."""
    return FileResponse(HERE / "icon.svg", media_type="image/svg+xml")


ROUTES = [
    PublicRoute("/alliance.css", style, while_locked=True),
    PublicRoute("/icon.svg", icon, while_locked=True),
    PublicRoute("/favicon.ico", icon, while_locked=True),
]
