"""The client's own page: four questions and a thank you, in plain HTML that needs no script.

Looking at it changes nothing; only sending the form uses the link up.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import anyio
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from alliance_monitor.client_form import LINE, LINE_LENGTH, RESOLUTION, ClientForm, Reply
from alliance_monitor.errors import AllianceError
from db.client_link import OpenLink, open_link, redeem
from web.client_link import tarpit
from web.client_link.languages import NAMES, choose_language, languages, translations
from web.gate import MAX_FORM_BYTES
from web.request import is_locked, remote_address

HERE = Path(__file__).parents[1]
MAX_FIELDS = 80
"""Answers a form may have; the longest questionnaire known here has 36 items."""

CLOSED = 404
"""One answer for links that are used, expired, taken back or were never given out."""


async def client_page(request: Request) -> Response:
    """GET shows the questions, POST keeps the answers and closes the link."""
    if request.method not in ("GET", "HEAD", "POST"):
        return PlainTextResponse("Not allowed", 405)
    token, place = request.path_params["token"], remote_address(request.scope)
    link = None
    if not tarpit.is_flooded(place):
        link = await anyio.to_thread.run_sync(open_link, token)
    if link is None:
        await tarpit.delay(place)
        return await _closed(request)
    language = choose_language(
        request.query_params.get("lang"), link.language, request.headers.get("accept-language", "")
    )
    form = link.form(language)
    handed = await is_locked(request.scope)
    if request.method != "POST":
        return _asked(language, link, form, handed=handed)
    posted = await _posted(request)
    if not link.free_line:
        posted.pop(LINE, None)
    try:
        reply: Reply = form.reply(posted)
    except AllianceError as error:
        return _asked(language, link, form, handed=handed, problem=str(error), posted=posted)
    if not await anyio.to_thread.run_sync(redeem, token, reply):
        return await _closed(request)
    return _page("thanks.html", language, handed=handed)


def _asked(
    language: str,
    link: OpenLink,
    form: ClientForm,
    *,
    handed: bool,
    problem: str = "",
    posted: dict[str, str] | None = None,
) -> Response:
    return _page(
        "form.html",
        language,
        400 if problem else 200,
        handed=handed,
        problem=problem,
        form=form,
        posted=posted or {},
        about=format_date(link.about, "long", language) if link.about else "",
        free_line=link.free_line,
        line_length=LINE_LENGTH,
        LINE=LINE,
        RESOLUTION=RESOLUTION,
        languages=[(code, NAMES.get(code, code)) for code in languages()],
    )


async def _closed(request: Request) -> Response:
    language = choose_language(request.query_params.get("lang"), None, request.headers.get("accept-language", ""))
    return _page("closed.html", language, CLOSED, handed=await is_locked(request.scope))


async def _posted(request: Request) -> dict[str, str]:
    """The form's fields. A form that is too large or cannot be read has none, however it was sent."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError:
        return {}


@cache
def _templates(language: str) -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates" / "client"),
        autoescape=select_autoescape(),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return found


@cache
def style() -> str:
    """The page's own stylesheet, part of the page so that it comes with one request."""
    return (HERE / "templates" / "client" / "client.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """What a browser may load for this page: its own style, by hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _page(name: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    text = _templates(language).get_template(name).render(language=language, style=style(), **values)
    headers = {
        "content-security-policy": policy(),
        "content-language": language,
        "x-robots-tag": "noindex, nofollow",
        "vary": "Accept-Language",
    }
    return HTMLResponse(text, status, headers)


ROUTES = [
    # Every method and everything below /r/ ends here: nothing of it may fall through to Streamlit.
    Route(
        "/r/{token:path}",
        client_page,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"],
    )
]
