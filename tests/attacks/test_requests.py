"""Attacks by request: cross-site, DNS rebinding, path traversal, oversized bodies, floods."""

from __future__ import annotations

import contextlib
from pathlib import Path

import httpx
import pytest

from pages.parts.shared.menu import PAGES
from tests.support.attack_target import CODE, NOTE, Target, inside
from tests.support.front_door import PASSPHRASE, TLS, opened

CHANGES = (
    "/sign-in", "/second-step", "/first-sign-in", "/set-up", "/sign-out", "/demo", "/oidc/agree",
    "/_stcore/upload_file/a/b", "/r/x",
)  # fmt: skip
ADDRESSES = (
    "/", *(f"/{page.name}" for page in PAGES), "/practise", "/home", "/no/such/page", f"/client?client={'x' * 22}",
)  # fmt: skip
INSIDE = ("/media/0a1b.png", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/component/x/index.html",
          "/_stcore/bidi-components/x/y", "/app/static/x.csv", "/_stcore/stream")  # fmt: skip
MALFORMED = (
    "//session",
    "/./session",
    "/static/../session",
    "/static/%2e%2e/session",
    "/static/..%2fsession",
    "/static/..;/session",
    "/static//../../media/x",
    "/session;.css",
    "/session/..;/account",
    "/sign-in/../session",
    "/sign-in/%2e%2e/session",
    "/welcome/..%5csession",
    "/_stcore/health/../stream",
    "/_STCORE/metrics",
    "/%5fstcore/metrics",
    "/_stcore//metrics",
    "/_stcore/%6detrics",
    "/static/%252e%252e/session",
    "/static/%00",
    "/static/../../../../etc/passwd",
    "/static/....//....//etc/passwd",
    "/static/%c0%ae%c0%ae/session",
    "/./_stcore/agent/mcp",
    "/r/../session",
    "/r/x/../../session",
    "/alliance.css/../session",
    "/ready/../session",
    "/health%2f..%2fsession",
)


def reveals(answer: httpx.Response) -> bool:
    """Whether this is anything of a practice or of this computer."""
    return any(text in answer.text for text in (CODE, NOTE, PASSPHRASE, "root:x:", "Robin Ash", "SQLite"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "HTTP",
        "",
        "file://",
        "http://localhost.evil",
    ],
)
def test_csrf_nothing_changes_for_a_foreign_origin(robin: httpx.Client, origin: str) -> None:
    for path in CHANGES:
        if path != "/r/x":
            for method in ("POST", "PUT", "DELETE"):
                assert robin.request(method, path, headers={"Origin": origin}).status_code == 403
    assert inside(robin)


def test_csrf_an_origin_that_only_resembles_ours_is_foreign(target: Target, robin: httpx.Client) -> None:
    ours = target.door.address
    for origin in (f"{ours}.evil.example", f"{ours}@evil.example", f"https://evil.example/{ours}", f"{ours}0"):
        assert robin.post("/sign-out", headers={"Origin": origin}).status_code == 403
    assert inside(robin)


def test_csrf_a_missing_origin_changes_nothing(robin: httpx.Client) -> None:
    del robin.headers["Origin"]
    for path in CHANGES:
        if path != "/r/x":
            assert robin.post(path, headers={"Referer": str(robin.base_url)}).status_code == 403
    assert inside(robin)


def test_csrf_a_get_request_changes_nothing(robin: httpx.Client) -> None:
    for path in ("/sign-out", "/demo", "/oidc/agree", "/second-step", "/first-sign-in", "/set-up"):
        answer = robin.get(path, params={"sign_in_name": "robin", "code": "x"})
        assert answer.status_code in (200, 303)
        assert "alliance=demo" not in answer.headers.get("set-cookie", "")
    assert inside(robin)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "PROPFIND", "QUERY", "POST\x00"])
def test_other_methods_are_not_allowed(robin: httpx.Client, nobody: httpx.Client, method: str) -> None:
    for browser in (robin, nobody):
        for path in ("/", "/session", "/sign-out"):
            try:
                answer = browser.request(method, path)
            except (httpx.LocalProtocolError, httpx.RemoteProtocolError):
                continue
            assert answer.status_code in (400, 401, 403, 405)
            assert not reveals(answer)


def test_a_method_cannot_be_overridden(robin: httpx.Client) -> None:
    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert robin.get("/sign-out", headers={name: "POST"}).status_code == 200
    assert robin.get("/sign-out", params={"_method": "POST"}).status_code == 200
    assert inside(robin)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "[::ffff:1.2.3.4]", "", "a b"]
)
def test_dns_rebinding_a_foreign_host_name_is_refused(target: Target, robin: httpx.Client, host: str) -> None:
    named = f"{host}:{target.door.port}" if host else ""
    for path in ("/", "/session", "/welcome"):
        assert robin.get(path, headers={"Host": named}).status_code == 400
    answer = robin.post("/sign-out", headers={"Host": named, "Origin": f"http://{named}"})
    assert answer.status_code == 400
    assert inside(robin)


def test_spoofed_forwarding_headers_change_nothing(nobody: httpx.Client) -> None:
    spoofed = {
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example",
        "X-Forwarded-Prefix": "//evil.example", "X-Original-URL": "/session", "X-Rewrite-URL": "/session",
        "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "X-Streamlit-User": "robin",
    }  # fmt: skip
    for path in ("/session", "/", "/account"):
        answer = nobody.get(path, headers=spoofed)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(("/sign-in", "/welcome"))
    assert "evil.example" not in nobody.get("/welcome", headers=spoofed).text


@pytest.mark.parametrize("path", ADDRESSES)
def test_signed_out_a_deep_link_leads_to_sign_in(nobody: httpx.Client, path: str) -> None:
    answer = nobody.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].split("?")[0] in ("/sign-in", "/welcome")
    assert answer.text == ""


@pytest.mark.parametrize("path", INSIDE)
def test_media_and_internal_paths_need_a_visit(nobody: httpx.Client, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        assert nobody.request(method, path, headers={"Accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("path", MALFORMED)
def test_path_traversal_reaches_nothing(target: Target, path: str) -> None:
    # Sent as written: a client library would normalise the path first.
    transport = httpx.HTTPTransport(verify=TLS)
    url = httpx.URL(scheme="http", host="127.0.0.1", port=target.door.port, raw_path=path.encode())
    request = httpx.Request("GET", url, headers={"Host": f"127.0.0.1:{target.door.port}", "Accept": "text/html"})
    answer = transport.handle_request(request)
    answer.read()
    # Below /static/ Streamlit answers with its own empty page, which is the same for everybody.
    assert answer.status_code in (303, 400, 401, 404) or (
        path.startswith("/static/") and "<title>Streamlit" in answer.text
    )
    assert not reveals(answer)
    transport.close()


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/mcp", "/_stcore/script-health-check", "/auth/login",
             "/auth/logout", "/oauth2callback"]
)  # fmt: skip
def test_maintenance_addresses_do_not_exist(robin: httpx.Client, nobody: httpx.Client, path: str) -> None:
    for browser in (robin, nobody):
        for method in ("GET", "POST"):
            assert browser.request(method, path).status_code == 404


@pytest.mark.parametrize(
    "wish", ["https://evil.example", "//evil.example", "/\\evil.example", "\t//evil.example", "/%0d%0aX: y"]
)
def test_open_redirect_sign_in_leads_to_local_paths_only(nobody: httpx.Client, wish: str) -> None:
    page = nobody.get("/sign-in", params={"next": wish}).text
    assert "//evil.example" not in page.replace("\\", "/") or 'value="/"' in page
    for path in ("/oidc/start", "/second-step"):
        assert "evil.example" not in nobody.get(path, params={"next": wish}).headers.get("location", "")


def test_header_injection_is_escaped(nobody: httpx.Client) -> None:
    answer = nobody.get("/sign-in", params={"next": "/x\r\nSet-Cookie: alliance=practice.x"})
    assert "set-cookie" not in answer.headers
    assert nobody.get("/client%0d%0aSet-Cookie:%20a=b").headers.get("set-cookie") is None


def test_a_request_that_is_too_large_is_refused(target: Target, robin: httpx.Client, nobody: httpx.Client) -> None:
    for browser, path, size in (
        (nobody, "/sign-in", 70_000), (robin, "/sign-out", 70_000), (robin, "/_stcore/upload_file/a/b", 7_000_000)
    ):  # fmt: skip
        assert browser.post(path, content=b"x" * size).status_code == 413
    assert nobody.get("/" + "x" * 3_000).status_code in (400, 404, 414)
    assert nobody.get("/welcome", params={"x": "y" * 9_000}).status_code == 404
    with contextlib.suppress(httpx.TransportError):  # the server may hang up before all of it was sent
        assert nobody.get("/welcome", headers={"X-Long": "y" * 200_000}).status_code in (400, 431)
    assert inside(robin)


def test_a_large_body_without_content_length_is_cut_off(nobody: httpx.Client) -> None:
    body = (b"sign_in_name=" + b"x" * 10_000 for _ in range(50))
    answer = nobody.post("/sign-in", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (400, 413)
    assert "set-cookie" not in answer.headers


def test_the_rate_limit_is_per_address_and_not_for_signed_in_people(tmp_path: Path) -> None:
    with opened(tmp_path / "data", ALLIANCE_REQUESTS_PER_MINUTE="40") as door:
        robin = door.set_up()
        with door.browser() as nobody:
            answers = [
                nobody.get("/welcome", headers={"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(60)
            ]
            assert [answer.status_code for answer in answers[-15:]] == [429] * 15
            assert answers[-1].headers["retry-after"] == "60"
            assert nobody.get("/health").status_code == 200
            assert nobody.get("/session", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
        for _ in range(60):
            assert inside(robin)
        robin.close()


def test_responses_name_neither_software_nor_file_paths(nobody: httpx.Client) -> None:
    for path in ("/welcome", "/no/such", "/media/x", "/_stcore/metrics", "/sign-in?next=%00"):
        answer = nobody.get(path)
        told = str(answer.headers) + answer.text
        assert "Traceback" not in told
        for name in ("starlette", "sqlalchemy", "python", "sqlite", "site-packages"):
            assert name not in told.lower(), name


def test_every_response_has_a_strict_content_security_policy(robin: httpx.Client, nobody: httpx.Client) -> None:
    for browser in (robin, nobody):
        for path in ("/", "/session", "/sign-in", "/media/x", "/no/such", "/_stcore/metrics", "/static/x", "//x"):
            headers = browser.get(path).headers
            rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
            assert rules["default-src"] == "'self'"
            assert "unsafe" not in rules["script-src"]
            assert "http" not in headers["content-security-policy"]
            assert "*" not in headers["content-security-policy"]
            assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
            assert rules["form-action"] == rules["base-uri"] == "'self'"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cross-origin-opener-policy"] == "same-origin"
