"""The address that attempts are counted by: the real sender's behind our proxies, never a claimed one."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from starlette.types import Scope
from websockets.sync.client import connect

from db.configuration import Configuration
from db.opening import open_database
from db.place import Place
from db.sign_in.throttle import BY_ADDRESS
from db.tables import SignInAttempt
from tests.support.front_door import PASSPHRASE, ROBIN, TLS, Door, alert_of, opened
from tests.support.proxy import proxy
from web.request import address as address_module
from web.request.address import normalise_address, remote_address

HOST = "alliance.example.org"


def scope_of(*lines: str, client: str = "192.0.2.1") -> Scope:
    return {
        "type": "http",
        "client": (client, 50_000),
        "headers": [(b"x-forwarded-for", line.encode("latin-1", "replace")) for line in lines],
    }


def trusting(monkeypatch: pytest.MonkeyPatch, proxies: int) -> None:
    monkeypatch.setattr(address_module, "configuration", lambda: Configuration(trusted_proxies=proxies))


@pytest.mark.parametrize(
    ("proxies", "lines", "address"),
    [
        (0, ["203.0.113.5"], "192.0.2.1"),
        (1, ["203.0.113.5"], "203.0.113.5"),
        (1, ["9.9.9.9, 203.0.113.5"], "203.0.113.5"),
        (1, ["9.9.9.9", "203.0.113.5"], "203.0.113.5"),
        (2, ["9.9.9.9, 203.0.113.5, 10.0.0.1"], "203.0.113.5"),
        (2, ["9.9.9.9", "203.0.113.5", "10.0.0.1"], "203.0.113.5"),
        (2, ["203.0.113.5"], "192.0.2.1"),
        (1, ["9.9.9.9, nobody"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
    ],
)
def test_behind_our_proxies_the_address_is_the_one_the_outermost_saw(
    monkeypatch: pytest.MonkeyPatch, proxies: int, lines: list[str], address: str
) -> None:
    trusting(monkeypatch, proxies)
    assert remote_address(scope_of(*lines)) == address


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=60), max_size=4))
def test_entries_before_those_of_our_proxies_change_nothing(said: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        trusting(patch, 1)
        assert remote_address(scope_of(*said, "203.0.113.5")) == "203.0.113.5"


@pytest.mark.parametrize(
    ("written", "plainly"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("[2001:DB8:1:2:ffff::]:443", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", None),
        ("", None),
        ("_hidden", None),
    ],
)
def test_an_address_is_counted_under_one_spelling(written: str, plainly: str | None) -> None:
    assert normalise_address(written) == plainly


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A practice served behind one proxy."""
    settings = {"ALLIANCE_PUBLIC_URL": f"https://{HOST}", "ALLIANCE_TRUSTED_PROXIES": "1"}
    with opened(tmp_path_factory.mktemp("proxied") / "data", ALLIANCE_REQUESTS_PER_MINUTE="0", **settings) as door:
        with proxy(door.port) as port, browser(port, "127.0.0.8") as robin:
            form = ROBIN | dict.fromkeys(("passphrase", "again"), PASSPHRASE) | {"code": door.set_up_code()}
            assert robin.post("/set-up", data=form).status_code == 303
        yield door


@pytest.fixture(autouse=True)
def no_failed_tries(request: pytest.FixtureRequest) -> None:
    if "practice" in request.fixturenames:
        home = open_database(Place.PRACTICE, Configuration(data=request.getfixturevalue("practice").data))
        with home.write() as tx:
            tx.execute(delete(SignInAttempt))
        home.engine.dispose()


def browser(port: int, address: str) -> httpx.Client:
    """A browser at another address: all of 127/8 belongs to this computer."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Host": HOST, "Origin": f"https://{HOST}", "Accept": "text/html"},
        transport=httpx.HTTPTransport(local_address=address, verify=TLS),
        timeout=60,
    )


def guess(of: httpx.Client, name: str, **headers: str) -> str:
    form = {"sign_in_name": name, "passphrase": "a guess that is wrong"}
    return alert_of(of.post("/sign-in", data=form, headers=headers))


@pytest.mark.parametrize("own_line", [False, True], ids=["lengthens the line", "adds a line"])
def test_behind_a_proxy_each_sender_is_throttled_separately(practice: Door, own_line: bool) -> None:
    with (
        proxy(practice.port, own_line=own_line) as port,
        browser(port, "127.0.0.5") as attacker,
        browser(port, "127.0.0.6") as colleague,
    ):
        said = [
            guess(attacker, f"name{number}", **{"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(BY_ADDRESS + 2)
        ]
        assert all("do not fit" in answer for answer in said[:BY_ADDRESS])
        assert all("Too many tries" in answer for answer in said[BY_ADDRESS:])
        assert "do not fit" in guess(colleague, "kim")
        # Claiming the colleague's address neither helps the attacker nor uses up the colleague's attempts.
        assert "Too many tries" in guess(attacker, "kim", **{"X-Forwarded-For": "127.0.0.6"})


def test_behind_a_proxy_people_sign_in_and_see_pages(practice: Door) -> None:
    with proxy(practice.port) as port, browser(port, "127.0.0.7") as robin:
        answer = robin.post("/sign-in", data={"sign_in_name": "robin", "passphrase": PASSPHRASE})
        cookie = answer.headers["set-cookie"].split(";")[0]
        assert cookie.startswith("__Host-")
        assert robin.get("/session", headers={"Cookie": cookie}).status_code == 200
        with connect(
            f"ws://{HOST}/_stcore/stream",
            sock=socket.create_connection(("127.0.0.1", port)),
            origin=f"https://{HOST}",  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            subprotocols=["streamlit"],  # type: ignore[list-item]
        ) as stream:
            assert stream.subprotocol == "streamlit"


def test_without_a_configured_proxy_forwarded_addresses_are_ignored_and_logged_once(tmp_path: Path) -> None:
    with opened(tmp_path / "data", ALLIANCE_REQUESTS_PER_MINUTE="0", ALLIANCE_LOG="json") as door:
        door.set_up().close()
        with door.browser() as attacker:
            said = [
                guess(attacker, f"name{number}", **{"X-Forwarded-For": f"203.0.113.{number}"})
                for number in range(BY_ADDRESS + 1)
            ]
            assert "do not fit" in said[BY_ADDRESS - 1]
            assert "Too many tries" in said[BY_ADDRESS]
            assert "do not fit" in guess(attacker, "robin")  # who names no proxy is not the one who did
        door.process.terminate()
        lines = [json.loads(line) for line in door.process.stdout or () if line.startswith("{")]
        told = [line["message"] for line in lines if "ALLIANCE_TRUSTED_PROXIES" in line["message"]]
        assert len(told) == 1
        assert "203.0.113" not in told[0]
