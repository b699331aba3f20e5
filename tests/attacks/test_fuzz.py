"""Thousands of mutated messages and hostile requests: nothing crashes, and nothing leaks."""

from __future__ import annotations

import random
import socket
import string
from collections.abc import Iterator

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from tests.support.attack_target import CODE, NOTE, Target, inside
from tests.support.extent import extent
from tests.support.front_door import PASSPHRASE, flag, rerun

FRAMES = extent(10_000, 150)
REQUESTS = extent(5_000, 300)
SEED = 20_261_125
SECRETS = (CODE, NOTE, PASSPHRASE)

PATHS = ("/", "/session", "/client", "/account", "/administration", "/sign-in", "/second-step", "/first-sign-in",
         "/set-up", "/sign-out", "/demo", "/r/x", "/oidc/start", "/oidc/callback", "/oidc/agree", "/unlock", "/media/x",
         "/static/index.js", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/_stcore/stream", "/component/x/y",
         "/welcome", "/health", "/ready", "/alliance.css")  # fmt: skip
BITS = ("..", "%2e%2e", "%00", "%0d%0a", ";", "//", "\\", "%c0%ae", "?", "#", "%", "'", '"', "<script>", "{{7*7}}",
        "\u202e", "💥", "a" * 500, "%ff", "~", "*", "|", "`", "$(x)", "&", "=", "[]", "%25%32%65")  # fmt: skip
HEADERS = ("Origin", "Host", "Cookie", "Referer", "X-Forwarded-For", "X-Forwarded-Host", "Content-Type",
           "Content-Length", "Transfer-Encoding", "Accept", "Accept-Language", "Upgrade", "Connection", "Range",
           "If-None-Match", "Expect", "Authorization", "User-Agent", "Sec-WebSocket-Key")  # fmt: skip
SAID = (*BITS, "-1", "99999999999", "chunked", "x" * 2_000, "close", "websocket")
FIELDS = ("sign_in_name", "passphrase", "code", "next", "again", "x")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "FOO", "get", "")


VALUES = (
    *(("string_value", bit) for bit in BITS),
    *(("int_value", number) for number in (-(2**63), -1, 0, 2**31, 2**63 - 1)),
    *(("double_value", number) for number in (float("nan"), float("inf"), -1e308)),
    *(("json_value", text) for text in ("{", "[" * 900, "null", '{"a":')),
    ("trigger_value", True),
    ("bool_value", True),
)
"""What a field of a page may be said to hold."""


def frames(rng: random.Random) -> Iterator[bytes]:
    """Messages of every kind with bytes changed, removed, doubled and inserted, and fields of any size and sign."""
    kinds = list(BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields)
    while True:
        made = BackMsg()
        field = rng.choice(kinds)
        if rng.random() < 0.6:
            run = made.rerun_script
            run.query_string = rng.choice(["", "client=x", "client=" + "y" * rng.randrange(500), "&&=%ff"])
            run.page_name = rng.choice(
                ["", "client", "administration", "../x", "\x00", "session" * rng.randrange(1, 30)]
            )
            run.page_script_hash = rng.choice(["", "0" * 32, "zz"])
            run.fragment_id = rng.choice(["", "x"])
            for _ in range(rng.randrange(4)):
                state = run.widget_states.widgets.add(id=rng.choice(["x", "chosen-client", "$$ID-0-y", "\u0000"]))
                name, value = rng.choice(VALUES)
                setattr(state, name, value)
        elif field.message_type is None:
            setattr(made, field.name, "x" if field.type == field.TYPE_STRING else True)
        else:
            getattr(made, field.name).SetInParent()
        data = bytearray(made.SerializeToString())
        for _ in range(rng.choice([0, 1, 1, 2, 4, 16])):
            place = rng.randrange(len(data) + 1)
            change = rng.randrange(4)
            if change == 0 and data:
                data[place % len(data)] = rng.randrange(256)
            elif change == 1:
                del data[place : place + rng.randrange(1, 8)]
            elif change == 2:
                data[place:place] = rng.randbytes(rng.randrange(1, 40))
            else:
                data[place:place] = data[: rng.randrange(1, 40)]
        yield bytes(data)


def test_mutated_messages_crash_nothing_and_leak_nothing(target: Target, ben: httpx.Client) -> None:
    made, sent, seen = frames(random.Random(SEED)), 0, 0
    while sent < FRAMES:
        with target.door.websocket(ben) as stream:
            try:
                while sent < FRAMES:
                    stream.send(next(made))
                    sent += 1
                    patience = 0.002
                    if sent % 20 == 0:
                        stream.send(flag("app_heartbeat"))
                        patience = 5.0  # something comes: the answer, or the end of the websocket
                    while True:
                        data = bytes(stream.recv(timeout=patience))
                        patience = 0.002
                        seen += 1
                        for secret in SECRETS:
                            assert secret.encode() not in data
                        ForwardMsg.FromString(data)
            except TimeoutError:
                continue
            except ConnectionClosed:
                pass
        if sent % 1_000 < 3:
            target.stands()
    assert sent == FRAMES
    assert seen > 0
    assert inside(ben)
    with target.door.websocket(ben) as stream:
        stream.send(rerun())
        while not ForwardMsg.FromString(bytes(stream.recv(timeout=60))).HasField("script_finished"):
            pass
    target.stands()


def request(rng: random.Random, token: str, port: int) -> bytes:
    """One request as raw bytes, mostly well-formed and hostile in some respect."""
    path = rng.choice(PATHS)
    for _ in range(rng.randrange(4)):
        path += rng.choice(["/", "?", "&x=", ""]) + rng.choice(BITS)
    method = rng.choice(METHODS) if rng.random() < 0.3 else rng.choice(["GET", "POST"])
    headers = {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}", "Connection": "close"}
    if rng.random() < 0.3:
        headers["Cookie"] = f"alliance={token}"
    for _ in range(rng.randrange(4)):
        headers[rng.choice(HEADERS)] = rng.choice(
            [*BITS, "-1", "99999999999", "chunked", "x" * 2_000, "close", "websocket"]
        )
    body = b""
    if method in ("POST", "PUT") and rng.random() < 0.8:
        letters = string.printable
        kind = rng.randrange(3)
        if kind == 0:
            filled = [f"{rng.choice(FIELDS)}={rng.choice(BITS)}" for _ in range(rng.randrange(30))]
            body = "&".join(filled).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif kind == 1:
            body = "".join(rng.choice(letters) for _ in range(rng.randrange(400))).encode()
            headers.setdefault("Content-Type", f"multipart/form-data; boundary={rng.choice(BITS)}")
        else:
            body = rng.randbytes(rng.randrange(3_000))
        headers.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace") + body


def answer(port: int, data: bytes) -> bytes:
    """Send raw bytes and read the response; a server may hang up on anything that is not a request."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            told = b""
            while part := line.recv(65_536):
                told += part
                if len(told) > 2_000_000:
                    break
            return told
        except (ConnectionError, TimeoutError):
            return b""


def test_hostile_requests_crash_nothing_and_leak_nothing(target: Target) -> None:
    rng, statuses = random.Random(SEED), set()
    ben = target.signed_in("ben")
    token = ben.cookies["alliance"]
    for number in range(REQUESTS):
        told = answer(target.door.port, request(rng, token, target.door.port))
        statuses.add(told[9:12])
        assert told[9:10] != b"5", told[:300]
        for secret in SECRETS:
            assert secret.encode() not in told
        assert b"Traceback" not in told
        if number % 500 == 0:
            target.stands()
        if number % 10 == 0 and not inside(ben):  # a hostile request with the visit's own cookie may sign it out
            ben.close()
            ben = target.signed_in("ben")
            token = ben.cookies["alliance"]
    ben.close()
    assert {b"200", b"303", b"400", b"404"} <= statuses
    target.stands()
