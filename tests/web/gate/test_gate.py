"""Without a live visit, only public pages are reachable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pages.parts.shared.menu import PAGES
from tests.support.front_door import Door, alert_of, opened, past

ADDRESSES = ("/", *(f"/{page.name}" for page in PAGES), "/no/such")
FILES = (
    "/media/0a1b2c.pdf",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/x/y",
    "/component/x/index.html",
    "/app/static/x.csv",
)
NEVER = (
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/script-health-check",
    "/auth/login",
    "/oauth2callback",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("gate") / "data") as door:
        door.set_up().close()
        yield door


@pytest.fixture
def robin(door: Door) -> Iterator[httpx.Client]:
    browser = door.sign_in()
    yield browser
    browser.close()


@pytest.mark.parametrize("path", ADDRESSES)
def test_signed_out_a_page_leads_to_sign_in_or_welcome(door: Door, path: str) -> None:
    with door.browser() as browser:
        answer = browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].split("?")[0] in ("/sign-in", "/welcome")
        assert browser.get(path, headers={"Accept": "*/*"}).status_code in (303, 401)
        assert browser.head(path).status_code in (303, 401)


def test_the_redirect_to_sign_in_drops_query_values(door: Door) -> None:
    with door.browser() as browser:
        assert browser.get("/client?client=Willow").headers["location"] == "/sign-in?next=/client"


@pytest.mark.parametrize("path", FILES)
def test_signed_out_no_file_is_served_and_no_upload_accepted(door: Door, path: str) -> None:
    with door.browser() as browser:
        assert browser.get(path).status_code in (303, 401)
        for method in ("PUT", "POST", "DELETE"):
            assert browser.request(method, path, content=b"x").status_code == 401


def test_a_made_up_cookie_gives_no_access(door: Door) -> None:
    with door.browser() as browser:
        for token in ("practice.x", "demo.x", "practice.", ".", "x" * 5000, "practice.\x7f"):
            browser.cookies.set("alliance", token, domain="127.0.0.1")
            assert browser.get("/caseload").status_code == 303
            browser.cookies.clear()


@pytest.mark.parametrize("path", NEVER)
def test_maintenance_addresses_are_not_found_even_when_signed_in(door: Door, robin: httpx.Client, path: str) -> None:
    with door.browser() as nobody:
        for browser in (robin, nobody):
            assert browser.get(path).status_code == 404
            assert browser.post(path).status_code == 404


def test_the_caseload_has_one_address(robin: httpx.Client) -> None:
    answer = robin.get("/caseload")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert robin.get("/").status_code == 200


def test_a_browser_finds_its_icon_before_sign_in(door: Door) -> None:
    with door.browser(Accept="image/avif,image/webp,*/*;q=0.8") as browser:
        for path in ("/favicon.ico", "/icon.svg", "/favicon.png"):
            answer = browser.get(path)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("image/")


def test_a_request_without_an_origin_changes_nothing(door: Door, robin: httpx.Client) -> None:
    del robin.headers["Origin"]
    assert robin.post("/sign-out").status_code == 403
    assert robin.get("/session").status_code == 200


def test_a_visit_ends_after_its_idle_timeout(door: Door, robin: httpx.Client) -> None:
    past(door, minutes=14)
    assert robin.get("/session").status_code == 200
    past(door, minutes=15)
    assert robin.get("/caseload").headers["location"] == "/sign-in?next=/caseload"
    assert "You are signed out" in robin.get("/sign-in").text
    assert not robin.cookies


def test_a_cookie_of_another_app_on_this_computer_does_not_hide_ours(door: Door, robin: httpx.Client) -> None:
    ours = f"alliance={robin.cookies['alliance']}"
    with door.browser() as browser:
        for header in (f'settings={{"a": 1, "b"}}; {ours}', f'{ours}; broken="; @=[x]'):
            assert browser.get("/session", headers={"Cookie": header}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/nothing-here", "/caseload", "/health", "/media/x"])
def test_every_response_has_the_security_headers(door: Door, robin: httpx.Client, path: str) -> None:
    with door.browser() as nobody:
        for browser in (robin, nobody):
            headers = browser.get(path).headers
            policy = headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe-eval" not in policy
            script = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
            assert "'sha256-" in script
            assert "unsafe-inline" not in script
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "same-origin"
            assert path.startswith("/static/") or headers["cache-control"] == "no-store"
            assert "strict-transport-security" not in headers


def test_behind_https_the_cookie_is_bound_to_the_host_and_only_the_public_origin_counts(tmp_path: Path) -> None:
    public = "https://alliance.example.org"
    with opened(tmp_path / "data", ALLIANCE_PUBLIC_URL=public, ALLIANCE_TRUSTED_PROXIES="1") as door:
        with door.browser(Origin=public, Host="alliance.example.org") as browser:
            form = {"practice": "Elm", "name": "R", "sign_in_name": "robin", "code": door.set_up_code()}
            form |= dict.fromkeys(("passphrase", "again"), "seven slow copper kettles")
            answer = browser.post("/set-up", data=form)
            assert answer.status_code == 303
            assert alert_of(answer) == ""
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-alliance=practice.")
            for attribute in ("HttpOnly", "SameSite=lax", "Path=/", "Secure"):
                assert attribute in cookie
            assert "Max-Age" not in cookie
            assert "Domain" not in cookie
            assert "max-age=31536000" in answer.headers["strict-transport-security"]
        token = cookie.split(";")[0].split("=", 1)[1]
        with door.browser(Host="alliance.example.org") as plain:
            assert plain.get("/caseload", headers={"Cookie": f"alliance={token}"}).status_code == 303
            assert plain.get("/session", headers={"Cookie": f"__Host-alliance={token}"}).status_code == 200
            assert plain.post("/sign-out", headers={"Cookie": f"__Host-alliance={token}"}).status_code == 403


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}, "beyond this computer without https"),
        ({"ALLIANCE_PUBLIC_URL": "http://alliance.example.org"}, "ALLIANCE_PUBLIC_URL"),
    ],
)
def test_an_unsafe_configuration_ends_with_one_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    with pytest.raises(AssertionError) as said, opened(tmp_path / "data", **settings) as door:
        door.process.wait(timeout=60)
        raise AssertionError(door.process.stdout.read() if door.process.stdout else "")
    assert sentence in str(said.value)
    assert "Traceback" not in str(said.value)
