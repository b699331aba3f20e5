"""Which messages of a browser pass the gate and reach the app."""

from __future__ import annotations

from collections.abc import Iterable

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.support.front_door import KINDS, flag, of_kind, rerun
from web.gate import websocket as stream_module
from web.gate.frames import ALLOWED, DROPPED, is_user_activity, permitted_kind
from web.gate.websocket import GOING_AWAY, NOT_ALLOWED, guard_websocket

OPERATIONS = list(BackMsg().backend_operation_request.DESCRIPTOR.oneofs_by_name["payload"].fields)


def received_by_app(frames: Iterable[bytes], monkeypatch: pytest.MonkeyPatch, *, live_for: int = 99) -> list[Message]:
    """The messages that reach the app, if the visit is live for so many checks."""
    checks: list[bool] = []
    messages: list[Message] = []
    waiting = [{"type": "websocket.receive", "bytes": frame} for frame in frames]

    async def current_visit(scope: Scope, *, touch: bool) -> object:
        checks.append(touch)
        return object() if len(checks) <= live_for else None

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while not messages or messages[-1]["type"] != "websocket.disconnect":
            messages.append(await receive())

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        return None

    monkeypatch.setattr(stream_module, "current_visit", current_visit)
    monkeypatch.setattr(stream_module, "same_origin", lambda _: True)
    monkeypatch.setattr(stream_module, "known_host", lambda _: True)
    anyio.run(guard_websocket, app, {"type": "websocket", "headers": []}, receive, send)
    return messages


def test_the_allowed_kinds_are_kinds_of_the_installed_streamlit() -> None:
    assert set(KINDS) >= ALLOWED >= DROPPED


@pytest.mark.parametrize("kind", sorted(set(KINDS) - ALLOWED))
def test_any_other_kind_ends_the_websocket_before_it_reaches_the_app(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert permitted_kind(of_kind(kind)) is None
    assert received_by_app([of_kind(kind), rerun()], monkeypatch) == [
        {"type": "websocket.disconnect", "code": NOT_ALLOWED}
    ]


def test_messages_the_page_sends_unprompted_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = received_by_app([flag("load_git_info"), rerun(), flag("set_run_on_save")], monkeypatch)
    assert [message.get("bytes") for message in messages] == [rerun(), None]
    assert messages[-1]["code"] == 1000


def test_nothing_reaches_the_app_after_the_visit_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = received_by_app([rerun(), rerun(), rerun()], monkeypatch, live_for=2)
    assert [message["type"] for message in messages] == ["websocket.receive", "websocket.disconnect"]
    assert messages[-1]["code"] == GOING_AWAY


@pytest.mark.parametrize("field", OPERATIONS, ids=lambda field: field.name)
def test_only_reading_backend_operations_pass(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    message = BackMsg()
    getattr(message.backend_operation_request, name).SetInParent()
    passes = permitted_kind(message.SerializeToString()) == "backend_operation_request"
    assert passes == (name in ("deferred_file", "dataframe_chunk"))


def test_an_operation_without_content_does_not_pass() -> None:
    assert permitted_kind(of_kind("backend_operation_request")) is None


def test_only_what_a_person_does_is_activity() -> None:
    assert is_user_activity(rerun())
    assert not is_user_activity(rerun(is_auto_rerun=True))
    assert [kind for kind in KINDS if is_user_activity(of_kind(kind))] == ["rerun_script"]


@given(st.binary(max_size=200) | st.binary(max_size=20).map(lambda tail: rerun() + tail))
def test_any_bytes_are_an_allowed_message_or_refused(data: bytes) -> None:
    kind = permitted_kind(data)
    assert kind is None or kind in ALLOWED
    assert not is_user_activity(data) or kind == "rerun_script"
