"""The client's own page: four questions and a thank-you, in plain HTML without scripts.

Opening it changes nothing; only submitting the form uses up the link.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from alliance_monitor.client_form import LINE, LINE_LENGTH, RESOLUTION, ClientForm, Reply
from alliance_monitor.errors import AllianceError
from db.client_link import LINK_PATH, OpenLink, open_link, redeem
from web.client_link import tarpit
from web.client_link.languages import NAMES, choose_language, languages, translations
from web.request import is_locked, remote_address
from web.runtime import HERE, MAX_FORM_BYTES

FOLDER = HERE / "templates" / "client"
MAX_FIELDS = 80
"""Fields a form may have; the longest questionnaire here has 36 items."""

CLOSED = 404
"""The same status for links that were used, have expired, were revoked or never existed."""


async def client_page(request: Request) -> Response:
    """GET shows the questions; POST stores the answers and closes the link."""
    if request.method not in ("GET", "HEAD", "POST"):
        return PlainTextResponse("Not allowed", 405)
    token, address = request.path_params["token"], remote_address(request.scope)
    link: OpenLink | None = None
    if not tarpit.is_flooded(address):
        link = await run_in_threadpool(open_link, token)
    if link is None:
        await tarpit.delay(address)
        return await _closed(request)
    language = choose_language(
        request.query_params.get("lang"), link.language, request.headers.get("accept-language", "")
    )
    form = link.form(language)
    handed = await is_locked(request.scope)
    if request.method != "POST":
        return _form(language, link, form, handed=handed)
    posted = await _posted(request)
    if not link.free_line:
        posted.pop(LINE, None)
    try:
        reply: Reply = form.reply(posted)
    except AllianceError as error:
        return _form(language, link, form, handed=handed, problem=str(error), posted=posted)
    if not await run_in_threadpool(redeem, token, reply):
        return await _closed(request)
    return _page("thanks.html", language, handed=handed)


def _form(
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
    """The form's fields; none if it is too large or cannot be parsed, whatever size it declared."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError:
        return {}


@cache
def _templates(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


@cache
def style() -> str:
    """The page's stylesheet, inlined so that the page needs one request."""
    return (FOLDER / "client.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """The Content-Security-Policy of this page: its inline style, by hash, and nothing else."""
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
    # All methods and everything below this path: none of it may fall through to Streamlit.
    Route(
        f"{LINK_PATH}{{token:path}}",
        client_page,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"],
    )
]
