"""Attacks over Streamlit's WebSocket: without a visit, cross-site, with forbidden messages, after the visit ended."""

from __future__ import annotations

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from db.access import Role
from tests.support.attack_sockets import closed, drawn, has_content, refused, words
from tests.support.attack_target import CODE, NOTE, Target, inside
from tests.support.front_door import KINDS, flag, of_kind, rerun
from web.gate.frames import ALLOWED


def test_a_websocket_without_a_visit_is_not_opened(target: Target, nobody: httpx.Client) -> None:
    assert refused(target.door)
    assert refused(target.door, nobody)
    nobody.cookies.set("alliance", "practice.made-up", domain="127.0.0.1")
    assert refused(target.door, nobody)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil"])
def test_a_websocket_from_a_foreign_origin_is_not_opened(target: Target, robin: httpx.Client, origin: str) -> None:
    assert refused(target.door, robin, origin=origin)


def test_a_websocket_without_an_origin_is_not_opened(target: Target, robin: httpx.Client) -> None:
    cookie = {"Cookie": f"alliance={robin.cookies['alliance']}"}
    with pytest.raises(Exception, match="403"):
        connect(f"ws://127.0.0.1:{target.door.port}/_stcore/stream", additional_headers=cookie).close()


@pytest.mark.parametrize("path", ["/_stcore//stream", "/_stcore/stream/", "/session", "/x/_stcore/stream", "/r/x"])
def test_a_websocket_at_other_paths_needs_a_visit(target: Target, path: str) -> None:
    with pytest.raises(Exception, match=r"40\d"):
        connect(f"ws://127.0.0.1:{target.door.port}{path}", origin=target.door.address).close()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - ALLOWED))
def test_a_forbidden_message_ends_the_websocket(target: Target, ben: httpx.Client, kind: str) -> None:
    with target.door.websocket(ben) as stream:
        stream.send(of_kind(kind))
        assert closed(stream)
    assert inside(ben)


@pytest.mark.parametrize("frame", [b"", b"\xff" * 50, "text", b"\x00" * 9, rerun()[:-1] + b"\xff\xff", b"{}"])
def test_a_malformed_message_ends_the_websocket(target: Target, ben: httpx.Client, frame: bytes | str) -> None:
    with target.door.websocket(ben) as stream:
        stream.send(frame)
        assert closed(stream)


def test_a_message_of_megabytes_ends_the_websocket(target: Target, ben: httpx.Client) -> None:
    with target.door.websocket(ben) as stream:
        stream.send(rerun(query_string="x" * 3_000_000))
        assert closed(stream)
    assert inside(ben)


def test_a_flood_of_messages_ends_the_websocket(target: Target, ben: httpx.Client) -> None:
    beat = flag("app_heartbeat")
    with target.door.websocket(ben) as stream, pytest.raises(ConnectionClosed):
        for _ in range(4_000):
            stream.send(beat)
        while True:
            stream.recv(timeout=30)
    assert inside(ben)


def test_nobody_resumes_another_persons_session(target: Target, robin: httpx.Client, ben: httpx.Client) -> None:
    with target.door.websocket(robin) as stream:
        stream.send(rerun(query_string=f"client={target.client_id}"))
        messages = drawn(stream)
        name = next(
            message.new_session.initialize.session_id for message in messages if message.HasField("new_session")
        )
        with target.door.websocket(ben, resume=name) as thief:
            thief.send(rerun())
            seen = drawn(thief)
            assert name not in words(seen)
            assert CODE not in words(seen)
    with target.door.websocket(ben, resume=name) as thief:
        thief.send(rerun())
        assert CODE not in words(drawn(thief))


def test_a_callback_after_sign_out_does_nothing(target: Target, robin: httpx.Client) -> None:
    with target.door.websocket(robin) as stream:
        stream.send(rerun())
        assert has_content(drawn(stream))
        robin.post("/sign-out")
        stale = BackMsg()
        stale.rerun_script.widget_states.widgets.add(id="x", trigger_value=True)
        stream.send(stale.SerializeToString())
        assert closed(stream)


def test_a_callback_after_a_demotion_does_nothing(target: Target, ben: httpx.Client) -> None:
    with target.door.websocket(ben) as stream:
        stream.send(rerun())
        assert has_content(drawn(stream))
        target.store("robin").change_roles(target.ids["ben"], [Role.PRACTICE_LEAD])
        stream.send(rerun(page_name="client"))
        assert closed(stream)
    target.store("robin").change_roles(target.ids["ben"], [Role.THERAPIST])


def test_a_fragment_after_sign_out_does_nothing(target: Target, robin: httpx.Client) -> None:
    with target.door.websocket(robin) as stream:
        stream.send(rerun())
        drawn(stream)
        robin.post("/sign-out")
        stream.send(rerun(fragment_id="any"))
        assert closed(stream)


@pytest.mark.parametrize("page", ["administration", "client", "session", "supervision"])
def test_a_page_of_another_role_is_not_shown(target: Target, page: str) -> None:
    kim = target.signed_in("kim")
    with target.door.websocket(kim) as stream:
        stream.send(rerun(page_name=page, query_string=f"client={target.client_id}"))
        seen = words(drawn(stream))
        for content in (CODE, NOTE, "Add a person", "sign_in_name", "Change a person"):
            assert content not in seen
    kim.close()


def test_another_therapists_client_is_not_shown_by_id(target: Target, ben: httpx.Client) -> None:
    for page in ("client", "session", "intake", "emergency"):
        with target.door.websocket(ben) as stream:
            stream.send(rerun(page_name=page, query_string=f"client={target.client_id}"))
            seen = words(drawn(stream))
            assert CODE not in seen
            assert NOTE not in seen


def test_forged_fields_of_a_page_reach_nobody_elses_client(target: Target, ben: httpx.Client) -> None:
    with target.door.websocket(ben) as stream:
        stream.send(rerun(page_name="client"))
        drawn(stream)
        forged = BackMsg()
        forged.rerun_script.page_name = "client"
        forged.rerun_script.query_string = f"client={target.client_id}"
        for widget in ("$$ID-x-chosen-client", "chosen-client"):
            forged.rerun_script.widget_states.widgets.add(id=widget, string_value=target.client_id)
        stream.send(forged.SerializeToString())
        seen = words(drawn(stream))
        assert CODE not in seen
        assert NOTE not in seen
