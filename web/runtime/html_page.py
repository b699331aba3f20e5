"""What all plain pages share: a template filled in, a form read, where a request comes from and where it may go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from db.configuration import configuration

HERE = Path(__file__).parents[1]
_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())


def html_page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """One of our templates filled in; every value is escaped."""
    settings = configuration()
    provider = settings.oidc_name if settings.oidc_issuer else ""
    return HTMLResponse(_templates.get_template(name).render(demo=settings.demo, provider=provider, **values), status)


async def form_fields(request: Request) -> dict[str, str]:
    """The text fields of a posted form; the gate has seen to its size."""
    return {
        name: value
        for name, value in (await request.form(max_files=0, max_fields=20)).items()
        if isinstance(value, str)
    }


def local_path(path: str) -> str:
    """Where to go after sign-in: a path of this app, never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path else "/"
