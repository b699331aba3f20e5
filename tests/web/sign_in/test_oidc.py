"""Signing in through an identity provider, which only says who is there; forged identities are refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support.front_door import TLS, Door, alert_of, opened
from tests.support.provider import Provider, not_at_all, provider, with_another_key, with_the_clients_secret


@pytest.fixture(scope="module")
def there() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, there: Provider) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("oidc") / "data", **there.settings()) as door:
        robin = door.set_up()
        connected = connect(robin)
        assert "robin@example.org" in connected.text
        assert robin.post("/oidc/agree").headers["location"] == "/account"
        robin.close()
        yield door


@pytest.fixture(autouse=True)
def honest(there: Provider) -> Iterator[None]:
    yield
    there.honest()


@pytest.fixture
def browser(door: Door) -> Iterator[httpx.Client]:
    browser = door.browser()
    yield browser
    browser.close()


def callback_url(browser: httpx.Client, start: str = "/oidc/start") -> str:
    """Go to the provider; returns the address it sends the browser back to."""
    away = browser.get(start)
    assert away.status_code == 303
    return httpx.get(away.headers["location"], verify=TLS).headers["location"]


def connect(browser: httpx.Client) -> httpx.Response:
    return browser.get(callback_url(browser, "/oidc/connect"))


def signed_in(browser: httpx.Client) -> bool:
    return browser.get("/session").status_code == 200


def test_a_connected_identity_begins_a_visit(browser: httpx.Client) -> None:
    assert "Sign in with Elm Hospital" in browser.get("/sign-in").text
    away = browser.get("/oidc/start", params={"next": "/methods"})
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 32
    back = httpx.get(away.headers["location"], verify=TLS).headers["location"]
    answer = browser.get(back)
    assert answer.headers["location"] == "/methods"
    assert answer.headers["cache-control"] == "no-store"
    assert set(browser.cookies) == {"alliance"}
    assert signed_in(browser)
    browser.post("/sign-out")
    assert not signed_in(browser)


def test_an_unknown_subject_is_refused_and_creates_no_account(browser: httpx.Client, there: Provider) -> None:
    there.person = {"sub": "stranger", "email": "robin@example.org"}
    answer = browser.get(callback_url(browser))
    assert "not connected with an account" in alert_of(answer)
    assert not signed_in(browser)


LIES = {
    "another nonce": {"lie": lambda claims: claims | {"nonce": "x" * 32}},
    "no nonce": {"lie": lambda claims: {name: value for name, value in claims.items() if name != "nonce"}},
    "another audience": {"lie": lambda claims: claims | {"aud": "someone-else"}},
    "more audiences": {"lie": lambda claims: claims | {"aud": ["alliance", "someone-else"]}},
    "another issuer": {"lie": lambda claims: claims | {"iss": "https://id.example.org"}},
    "over": {"lie": lambda claims: claims | {"exp": int(time.time()) - 120}},
    "without an end": {"lie": lambda claims: {name: value for name, value in claims.items() if name != "exp"}},
    "from the future": {"lie": lambda claims: claims | {"iat": int(time.time()) + 3_600}},
    "no subject": {"lie": lambda claims: claims | {"sub": ""}},
    "a list for a subject": {"lie": lambda claims: claims | {"sub": ["robin-1"]}},
    "signed with the client's secret": {"sign": with_the_clients_secret},
    "signed with another key": {"sign": with_another_key},
    "not signed": {"sign": not_at_all},
    "no token at all": {"sign": lambda _, __: "nonsense"},
}


@pytest.mark.parametrize("name", LIES)
def test_an_identity_token_that_does_not_verify_is_refused(browser: httpx.Client, there: Provider, name: str) -> None:
    back = callback_url(browser)
    for what, value in LIES[name].items():
        setattr(there, what, value)
    answer = browser.get(back)
    assert answer.status_code == 400
    assert "did not confirm" in alert_of(answer)
    assert not signed_in(browser)


@pytest.mark.parametrize(
    "document",
    [{"issuer": "https://id.example.org"}, {"token_endpoint": "http://192.0.2.1/token"}, {"jwks_uri": "file:///etc"}],
)
def test_a_discovery_document_with_foreign_endpoints_is_refused(
    browser: httpx.Client, there: Provider, document: dict[str, str]
) -> None:
    back = callback_url(browser)
    there.document = document
    assert "did not confirm" in alert_of(browser.get(back))


def test_the_callback_works_once_and_only_in_the_browser_that_was_sent(door: Door, browser: httpx.Client) -> None:
    back = callback_url(browser)
    with door.browser() as other:
        assert "did not confirm" in alert_of(other.get(back))
        assert not signed_in(other)
    assert browser.get(back).status_code == 303
    with door.browser() as other:
        other.cookies.set("alliance-state", parse_qs(urlsplit(back).query)["state"][0], domain="127.0.0.1")
        assert "did not confirm" in alert_of(other.get(back))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=", "?code=x&state=y", "?error=access_denied&state=y"])
def test_a_made_up_callback_is_refused(browser: httpx.Client, query: str) -> None:
    browser.get("/oidc/start")
    assert "did not confirm" in alert_of(browser.get(f"/oidc/callback{query}"))
    assert not signed_in(browser)


def test_connecting_needs_the_same_visit_and_the_persons_agreement(
    door: Door, browser: httpx.Client, there: Provider
) -> None:
    assert browser.get("/oidc/connect").headers["location"].startswith("/sign-in")
    robin, other = door.sign_in(), door.sign_in()
    there.person = {"sub": "robin-2", "email": "second@example.org"}
    back = callback_url(robin, "/oidc/connect")
    other.cookies.set("alliance-state", robin.cookies["alliance-state"], domain="127.0.0.1")
    assert "did not confirm" in alert_of(other.get(back))
    assert robin.post("/oidc/agree").status_code == 400
    assert "second@example.org" in connect(robin).text
    assert robin.post("/oidc/agree", headers={"Origin": "https://evil.example"}).status_code == 403
    assert "not connected" in alert_of(browser.get(callback_url(browser)))
    assert robin.post("/oidc/agree").status_code == 303
    assert browser.get(callback_url(browser)).status_code == 303
    for each in (robin, other):
        each.close()


def test_without_a_provider_its_addresses_are_not_found(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as door:
        robin = door.set_up()
        assert "/oidc" not in robin.get("/sign-in").text
        for path in ("/oidc/start", "/oidc/callback?code=x&state=y"):
            assert robin.get(path).status_code == 404
        robin.close()
