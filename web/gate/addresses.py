"""Which addresses exist and which are public, worked out from the route table and the scripts of the screens."""

from __future__ import annotations

from pathlib import Path

from web.client_link import LINK_PATH
from web.routes import ROUTES
from web.runtime import PublicRoute, probes

PUBLIC_FOLDERS = ("/static/",)
"""Streamlit's own frontend files; they hold nothing of a practice."""

PROBES = frozenset({"/_stcore/health", *(route.path for route in probes.ROUTES)})
"""Health and readiness probes, which a proxy or a container sends under whatever name it knows this computer by."""

_PUBLIC_ROUTES = [route for route in ROUTES if isinstance(route, PublicRoute)]

PUBLIC_PATHS = PROBES | {"/favicon.png", *(route.path for route in _PUBLIC_ROUTES)}
"""Paths answered without a visit, beside `PUBLIC_FOLDERS` and the clients' pages; Streamlit serves /favicon.png."""

UNLOCK_FIRST = frozenset(route.path for route in _PUBLIC_ROUTES if not route.while_locked)
"""Public paths that a tablet in a client's hands cannot reach: everything that leads to an account."""

BLOCKED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2callback")
"""Streamlit's maintenance and sign-in addresses, which answer 404 to everyone; so does everything below them."""

_LOGGABLE = (
    {"", "_stcore", "component", "favicon.png", "home", "media", "static"}
    | {script.stem for script in (Path(__file__).parents[2] / "pages").glob("[!_]*.py")}
    | {route.path.split("/")[1] for route in ROUTES}
)
"""First segments of the app's own paths. Any other may be something a person typed, such as a client's name."""


def is_public(path: str) -> bool:
    """Whether this path is answered without a visit."""
    return path in PUBLIC_PATHS or path.startswith((*PUBLIC_FOLDERS, LINK_PATH))


def is_blocked(path: str) -> bool:
    """Whether this path is never answered, signed in or not."""
    return any(path == blocked or path.startswith(f"{blocked}/") for blocked in BLOCKED)


def loggable_path(path: str) -> str:
    """A path as it may be logged: its first segment if that is one of ours, and no later one."""
    first = path.split("/")[1] if path.startswith("/") else path
    return f"/{first if first in _LOGGABLE else '…'}{'/…' if path.count('/') > 1 else ''}"
