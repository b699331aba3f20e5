"""Addresses are listed once: routes and pages tell the gate what exists, what is public, and what may be logged."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from db.configuration import Configuration
from pages.parts.shared.menu import PAGES
from tests.support.gate_calls import response_of, scope_of
from web.gate import gate as gate_module
from web.gate import origin as origin_module
from web.gate.addresses import PUBLIC_PATHS, UNLOCK_FIRST, is_public, loggable_path
from web.request import address as address_module
from web.routes import ROUTES

SIGN_IN = {
    "/welcome", "/set-up", "/sign-in", "/second-step", "/oidc/start", "/oidc/callback", "/first-sign-in", "/sign-out",
    "/demo",
}  # fmt: skip
OPEN_TO_A_LOCKED_VISIT = {
    "/unlock", "/ready", "/health", "/alliance.css", "/icon.svg", "/favicon.ico", "/_stcore/health", "/favicon.png",
}  # fmt: skip
PRIVATE = sorted(
    {route.path.format(client="x") for route in ROUTES if isinstance(route, Route) and not is_public(route.path)}
    | {f"/{page.name}" for page in PAGES}
)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (gate_module, origin_module, address_module):
        monkeypatch.setattr(module, "configuration", Configuration)


def status_of(path: str) -> int:
    return response_of(PlainTextResponse("inside"), scope_of(path, accept="text/html"))[0]


def test_what_is_public_is_decided_path_by_path() -> None:
    assert PUBLIC_PATHS == SIGN_IN | OPEN_TO_A_LOCKED_VISIT
    assert UNLOCK_FIRST == SIGN_IN


@pytest.mark.parametrize("path", sorted(SIGN_IN | OPEN_TO_A_LOCKED_VISIT | {"/r/token", "/static/x.js"}))
def test_a_public_path_is_answered_without_a_visit(path: str) -> None:
    assert status_of(path) == 200


@pytest.mark.parametrize("path", PRIVATE)
def test_every_other_route_and_every_page_needs_a_visit(path: str) -> None:
    assert status_of(path) == 303


def test_the_downloads_are_among_the_private_paths() -> None:
    assert {"/sheets/agenda", "/practice-file", "/client-file/x", "/prove", "/oidc/agree"} <= set(PRIVATE)


@pytest.mark.parametrize("path", sorted(set(PRIVATE) | PUBLIC_PATHS | {"/home", "/media/x", "/component/x", "/r/x"}))
def test_of_every_address_the_first_segment_may_be_logged(path: str) -> None:
    first, *rest = path.removeprefix("/").split("/")
    assert loggable_path(path) == f"/{first}" + ("/…" if rest else "")
