"""The gate's parts: rate limit, malformed paths, size limits, log lines, and what happens when the app fails."""

from __future__ import annotations

import json
import logging

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from db.configuration import Configuration
from tests.support.gate_calls import response_of, scope_of
from web.gate import gate as gate_module
from web.gate import origin as origin_module
from web.gate import rate_limit as rate_limit_module
from web.gate.addresses import loggable_path
from web.gate.body import (
    MAX_FORM_BYTES,
    MAX_UPLOAD_BYTES,
    BodyTooLargeError,
    declared_size,
    max_body_size,
    size_limited,
)
from web.gate.malformed_path import MAX_PATH_BYTES, is_malformed_path
from web.gate.rate_limit import RateLimiter
from web.request import address as address_module
from web.runtime.log_lines import JsonLines, error_location


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Configuration:
    """The default settings, without a file or a variable."""
    given_ = Configuration()
    for module in (gate_module, origin_module, address_module):
        monkeypatch.setattr(module, "configuration", lambda: given_)
    return given_


def test_the_rate_limit_of_an_address_ends_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [0.0]
    monkeypatch.setattr(rate_limit_module.time, "monotonic", lambda: moment[0])
    rate_limit = RateLimiter()
    assert [rate_limit.exceeds("a", 3) for _ in range(5)] == [False, False, False, True, True]
    assert not rate_limit.exceeds("b", 3)
    moment[0] = 61
    assert not rate_limit.exceeds("a", 3)


def test_the_rate_limiter_uses_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit_module, "MAX_ADDRESSES", 10)
    rate_limit = RateLimiter()
    for number in range(100):
        rate_limit.exceeds(f"a{number}", 3)
        rate_limit.exceeds("steady", 1_000)
    assert len(rate_limit._seen) <= 11
    assert "steady" in rate_limit._seen


@given(st.lists(st.sampled_from(["session", "r", "a-b_c.d", "x" * 40, "grün"]), max_size=5))
def test_ordinary_paths_are_not_malformed(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    assert not is_malformed_path(path, path.encode(), b"client=x")


@given(st.lists(st.sampled_from(["session", "static", "..", ".", "", "a\\b", "\x00", "x\n"]), min_size=1, max_size=5))
def test_paths_with_dot_segments_double_slashes_or_control_characters_are_malformed(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    straight = not {"..", ".", "a\\b", "\x00", "x\n"} & set(parts) and "//" not in path
    assert is_malformed_path(path, path.encode(), b"") is not straight


@pytest.mark.parametrize("raw", [b"/a%2fb", b"/a%5Cb", b"/%00", b"/%252e", b"/a;b", b"/" + b"x" * MAX_PATH_BYTES])
def test_encoded_tricks_in_the_raw_path_are_malformed(raw: bytes) -> None:
    assert is_malformed_path("/a", raw, b"")


def test_a_body_is_limited_whatever_size_was_declared() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 30_000, "more_body": True}

    async def read() -> int:
        counted, times = size_limited(receive, MAX_FORM_BYTES), 0
        with pytest.raises(BodyTooLargeError):
            while True:
                await counted()
                times += 1
        return times

    assert anyio.run(read) == 2
    assert max_body_size("/sign-in") == MAX_FORM_BYTES
    assert max_body_size("/_stcore/upload_file/a/b") == MAX_UPLOAD_BYTES
    for said, means in (
        ("12", 12),
        ("-1", MAX_UPLOAD_BYTES + 1),
        ("9" * 30, MAX_UPLOAD_BYTES + 1),
        ("x", MAX_UPLOAD_BYTES + 1),
    ):
        assert declared_size(scope_of(**{"content_length": said})) == means


def test_a_failure_of_the_app_is_a_calm_sentence_with_our_headers(caplog: pytest.LogCaptureFixture) -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ValueError("Willow cried")

    with caplog.at_level(logging.DEBUG):
        status, headers, body = response_of(app, scope_of())
    assert status == 500
    assert b"content-security-policy" in headers
    assert b"Willow" not in body
    assert "Willow" not in caplog.text
    assert "ValueError at app" in caplog.text


def test_a_body_that_grows_too_large_is_answered_with_413() -> None:
    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            await receive()

    scope = scope_of("/sign-in", "POST", origin="http://127.0.0.1:8501")
    assert response_of(app, scope, *[b"x" * 50_000] * 3)[0] == 413


def test_headers_that_could_be_spoofed_do_not_reach_the_app() -> None:
    seen: list[bytes] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.extend(name for name, _ in scope["headers"])
        assert scope["client"] == ("forwarded", 0)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    spoofed = ("forwarded", "x_real_ip", "x_streamlit_user", "x_forwarded_host", "x_forwarded_proto", "x_forwarded_for")
    assert response_of(app, scope_of(**dict.fromkeys(spoofed, "evil")))[0] == 200
    assert seen == [b"host"]


def test_log_lines_are_json_without_user_input() -> None:
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, "failed for %s", ("Willow",), None)
    assert json.loads(JsonLines().format(record))["message"] == "failed for %s"
    try:
        int("Willow")
    except ValueError as error:
        record = logging.LogRecord(
            "alliance_monitor",
            logging.ERROR,
            "x.py",
            1,
            "page failed: %s",
            (error_location(error),),
            (ValueError, error, None),
        )
    record.path, record.status = "/client", 500
    line = json.loads(JsonLines().format(record))
    assert (line["error"], line["path"], line["status"], line["level"]) == ("ValueError", "/client", 500, "error")
    assert "Willow" not in json.dumps(line)
    assert "\n" not in JsonLines().format(record)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/", "/"),
        ("/client", "/client"),
        ("/r/secret-token", "/r/…"),
        ("/_stcore/upload_file/a/b", "/_stcore/…"),
        ("/Willow", "/…"),
        ("/Willow/x", "/…/…"),
        ("/\u202ex", "/…"),
        ("", "/"),
    ],
)
def test_only_the_first_segment_of_a_path_is_logged(path: str, written: str) -> None:
    assert loggable_path(path) == written
