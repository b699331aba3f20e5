"""HTML pages outside Streamlit: templates filled in, posted forms read and answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from alliance_monitor.errors import AllianceError
from db.configuration import configuration

HERE = Path(__file__).parents[1]
MAX_FORM_BYTES = 65_536
"""Size limit of a posted form; ours need a few hundred bytes."""

_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())

T = TypeVar("T")


class Fields(dict[str, str]):
    """The text fields of a posted form; a missing one is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def html_page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template of ours filled in; every value is escaped."""
    settings = configuration()
    provider = settings.oidc_name if settings.oidc_issuer else ""
    return HTMLResponse(_templates.get_template(name).render(demo=settings.demo, provider=provider, **values), status)


async def form_fields(request: Request) -> Fields:
    """The text fields of a posted form; the gate has limited its size."""
    form = await request.form(max_files=0, max_fields=20)
    return Fields((name, value) for name, value in form.items() if isinstance(value, str))


async def answer_form(
    request: Request,
    submit: Callable[[Fields], T],
    *,
    accepted: Callable[[T, Fields], Response],
    refused: Callable[[Fields, str], Response],
) -> Response:
    """Submit a posted form off the event loop: `accepted` with the result, or `refused` with an AllianceError's text.

    `refused` runs off the event loop too, since showing a form again may need the database.
    """
    fields = Fields()
    try:
        fields = await form_fields(request)
        result = await run_in_threadpool(submit, fields)
    except AllianceError as error:
        return await run_in_threadpool(refused, fields, str(error))
    return accepted(result, fields)


def local_path(path: str) -> str:
    """Where to go next: this path if it is one of this app, `/` for anything that could lead to another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path else "/"
