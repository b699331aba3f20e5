"""Streamlit's WebSocket: refused without a visit, checked for every message, closed when the visit ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.support.front_door import Door, flag, last_use_seconds, opened, past, rerun


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("websocket") / "data") as door:
        door.set_up().close()
        yield door


@pytest.fixture
def robin(door: Door) -> Iterator[httpx.Client]:
    browser = door.sign_in()
    yield browser
    browser.close()


def drawn(stream: ClientConnection) -> list[ForwardMsg]:
    """What the app sends until a script run has ended."""
    messages = []
    while not messages or not messages[-1].HasField("script_finished"):
        messages.append(ForwardMsg.FromString(bytes(stream.recv(timeout=30))))
    return messages


def heard(stream: ClientConnection) -> None:
    """Wait until the gate has processed every message sent so far: they pass in order."""
    stream.send(flag("app_heartbeat"))
    while not ForwardMsg.FromString(bytes(stream.recv(timeout=30))).HasField("heartbeat_ack"):
        pass


def last_words(stream: ClientConnection) -> tuple[str, bool]:
    """Where the browser is redirected before the connection closes, and whether any part of a page came with that."""
    url, anything = "", False
    with pytest.raises(ConnectionClosed):
        while True:
            message = ForwardMsg.FromString(bytes(stream.recv(timeout=30)))
            url = message.auth_redirect.url or url
            anything = anything or message.HasField("delta")
    return url, anything


def refused(door: Door, browser: httpx.Client | None = None, **how: str) -> bool:
    try:
        door.websocket(browser, **how).close()
    except InvalidStatus as error:
        return error.response.status_code == 403
    return False


def session_of(messages: list[ForwardMsg]) -> str:
    return next(each.new_session.initialize.session_id for each in messages if each.HasField("new_session"))


@pytest.mark.parametrize("first", ["/client?client=anything", "the websocket"])
def test_the_first_request_of_a_fresh_process_is_gated(tmp_path: Path, first: str) -> None:
    with opened(tmp_path / "data") as fresh, fresh.browser() as browser:
        if first.startswith("/"):
            assert browser.get(first).status_code == 303
        assert refused(fresh)
        assert browser.get("/client").status_code == 303


def test_signed_out_the_websocket_is_refused(door: Door) -> None:
    assert refused(door)


def test_signed_in_the_pages_and_the_websocket_answer(door: Door, robin: httpx.Client) -> None:
    assert robin.get("/session").status_code == 200
    with door.websocket(robin) as stream:
        stream.send(rerun())
        assert any(message.HasField("delta") for message in drawn(stream))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(door: Door, robin: httpx.Client, origin: str) -> None:
    assert refused(door, robin, origin=origin)
    for path in ("/sign-out", "/demo", "/sign-in", "/set-up", "/_stcore/upload_file/a/b"):
        assert robin.post(path, headers={"Origin": origin}).status_code == 403
    assert robin.get("/session").status_code == 200


def test_a_foreign_host_name_is_refused(door: Door, robin: httpx.Client) -> None:
    host = f"evil.example:{door.port}"
    assert robin.get("/welcome", headers={"Host": host}).status_code == 400
    assert robin.post("/demo", headers={"Host": host, "Origin": f"http://{host}"}).status_code == 400
    assert robin.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("kind", ["clear_cache", "debug_shutdown_runtime", "debug_disconnect_websocket"])
def test_maintenance_messages_end_the_websocket_and_nothing_else(door: Door, robin: httpx.Client, kind: str) -> None:
    with door.websocket(robin) as stream, pytest.raises(ConnectionClosed):
        stream.send(flag(kind))
        while True:
            stream.recv(timeout=30)
    assert robin.get("/session").status_code == 200


@pytest.mark.parametrize("frame", [b"\xff\xff\xff\xff", b"", "text", b"\x00" * 100])
def test_malformed_frames_end_the_websocket(door: Door, robin: httpx.Client, frame: bytes | str) -> None:
    with door.websocket(robin) as stream, pytest.raises(ConnectionClosed):
        stream.send(frame)
        while True:
            stream.recv(timeout=30)


def test_a_copied_cookie_is_useless_after_sign_out(door: Door, robin: httpx.Client) -> None:
    copy = door.browser()
    copy.cookies.update(robin.cookies)
    assert copy.get("/session").status_code == 200
    assert robin.post("/sign-out").headers["location"] == "/sign-in?ended=1"
    assert copy.get("/caseload").status_code == 303
    assert copy.get("/media/x.pdf").status_code == 401
    assert refused(door, copy)
    copy.close()


def test_an_open_page_is_disconnected_at_its_next_message_after_sign_out(door: Door, robin: httpx.Client) -> None:
    with door.websocket(robin) as stream:
        stream.send(rerun())
        drawn(stream)
        robin.post("/sign-out")
        stream.send(rerun())
        assert last_words(stream) == ("/sign-in?ended=1", False)


def test_a_silent_open_page_is_disconnected_after_sign_out(door: Door, robin: httpx.Client) -> None:
    with door.websocket(robin) as stream:
        stream.send(rerun())
        drawn(stream)
        robin.post("/sign-out")
        assert last_words(stream) == ("/sign-in?ended=1", False)


@pytest.mark.parametrize("frames", [[], [rerun(is_auto_rerun=True)]], ids=["heartbeat only", "auto rerun"])
def test_a_page_that_refreshes_itself_does_not_keep_a_visit_alive(
    door: Door, robin: httpx.Client, frames: list[bytes]
) -> None:
    with door.websocket(robin) as stream:
        stream.send(rerun())
        drawn(stream)
        past(door, minutes=14)
        for frame in frames:
            stream.send(frame)
        heard(stream)
        assert last_use_seconds(door) >= 14 * 60
        stream.send(rerun())
        heard(stream)
        assert last_use_seconds(door) < 60


def test_a_streamlit_session_cannot_be_resumed_by_its_id(door: Door, robin: httpx.Client) -> None:
    with door.websocket(robin) as stream:
        stream.send(rerun())
        mine = session_of(drawn(stream))
    other = door.sign_in()
    for browser in (robin, other):
        with door.websocket(browser, resume=mine) as again:
            again.send(rerun())
            assert session_of(drawn(again)) != mine
    other.close()


def test_a_tab_that_reconnects_after_its_visit_ended_is_redirected_to_sign_in(door: Door, robin: httpx.Client) -> None:
    robin.post("/sign-out")
    with door.websocket(None, resume="some-session") as stream:
        assert last_words(stream) == ("/sign-in?ended=1", False)
