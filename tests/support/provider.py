"""A small OpenID Connect provider on this computer: real HTTP, discovery, keys, code with PKCE, signed identities.

It says yes to whoever is named in `person`; a test can make it lie in one point.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "alliance", "a-secret-of-the-client-that-is-long"


@dataclass
class Provider:
    """Its state: who is there, what codes are out, and how it lies."""

    port: int = 0
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "robin-1", "email": "robin@example.org"})
    lie: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[Provider, dict[str, Any]], str] | None = None
    document: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """The variables by which an app knows this provider."""
        return {
            "ALLIANCE_OIDC_ISSUER": self.issuer,
            "ALLIANCE_OIDC_CLIENT_ID": CLIENT,
            "ALLIANCE_OIDC_CLIENT_SECRET": SECRET,
            "ALLIANCE_OIDC_NAME": "Elm Hospital",
        }

    def honest(self) -> None:
        """Lie no more."""
        self.lie, self.sign, self.document = (lambda claims: claims), None, {}
        self.person = {"sub": "robin-1", "email": "robin@example.org"}

    def discovery(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {one: f"{self.issuer}/{path}" for one, path in names.items()} | self.document

    def authorize(self, asked: dict[str, str]) -> str:
        """The address the browser goes back to."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The identity for a code, once, to the client it was made for and with its PKCE verifier."""
        asked = self.codes.pop(sent.get("code", ""), None)
        proof = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or authorization != f"Basic {proof}"
            or asked["code_challenge"] != challenge.decode().rstrip("=")
            or asked["redirect_uri"] != sent.get("redirect_uri")
        ):
            return None
        present = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": present, "exp": present + 300, "nonce": asked["nonce"]}
        claims = self.lie(claims | self.person)
        signed = self.sign(self, claims) if self.sign else jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


def with_the_clients_secret(_: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def with_another_key(_: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "1"}, claims, RSAKey.generate_key(2048))


def not_at_all(_: Provider, claims: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


@contextmanager
def provider() -> Iterator[Provider]:
    """A running provider."""
    there = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _say(self, status: int, content: Any = None, **headers: str) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._say(200, there.discovery())
            elif parts.path == "/keys":
                self._say(200, KeySet([there.key]).as_dict(private=False))
            else:
                self._say(303, Location=there.authorize(asked))

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            token = there.token({k: v[0] for k, v in sent.items()}, self.headers.get("Authorization", ""))
            self._say(200 if token else 400, token or {"error": "invalid_grant"})

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    yield there
    server.shutdown()
    server.server_close()
