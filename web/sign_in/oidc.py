"""OpenID Connect, used only to learn from the practice's identity provider who somebody is.

Authorisation code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636). The provider's tokens are not stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from alliance_monitor.errors import AllianceError
from db.configuration import LOOPBACK, Configuration
from db.sign_in import Identity

TIMEOUT_SECONDS = 10
"""How long the provider may take for one response."""

LEEWAY_SECONDS = 60
"""How far the provider's clock may differ from ours."""

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Asymmetric signatures only: the shared client secret must not be able to sign an identity."""

MULTI_FACTOR = frozenset({"mfa", "otp", "hwk", "sc"})
"""Authentication methods (`amr`, RFC 8176) that mean more than a passphrase was asked for."""


class ProviderError(AllianceError):
    """The provider cannot be reached, or its response does not verify."""

    def __init__(self) -> None:
        super().__init__("Your identity provider did not confirm who you are.", "Try again, or use your passphrase.")


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """Where to send a browser, and what it must come back with."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The identity provider of this installation."""

    issuer: str
    client_id: str
    client_secret: str
    redirect: str

    @classmethod
    def of(cls, settings: Configuration, own_address: str) -> Provider:
        """The configured provider; browsers come back to `own_address`."""
        return cls(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            f"{own_address}/oidc/callback",
        )

    def authorization_request(self) -> AuthorizationRequest:
        """A request to send the browser with, with a fresh state, nonce and PKCE verifier."""
        verifier, nonce = generate_token(64), generate_token(32)
        with self._session() as session:
            address, state = session.create_authorization_url(
                self._endpoint(self._discovery_document(), "authorization_endpoint"),
                nonce=nonce,
                code_verifier=verifier,
            )
        return AuthorizationRequest(address, state, nonce, verifier)

    def verified_identity(self, code: str, verifier: str, nonce: str) -> Identity:
        """Exchange the code and verify the identity token; ProviderError if anything is wrong."""
        found = self._discovery_document()
        try:
            with self._session() as session:
                token = session.fetch_token(
                    self._endpoint(found, "token_endpoint"), code=code, code_verifier=verifier, timeout=TIMEOUT_SECONDS
                )
            keys = KeySet.import_key_set(cast(KeySetSerialization, self._get_json(self._endpoint(found, "jwks_uri"))))
            claims = jwt.decode(token["id_token"], keys, algorithms=list(ALGORITHMS)).claims
            self._check(claims, nonce)
        except (OAuthError, JoseError, requests.RequestException, KeyError, TypeError, ValueError):
            raise ProviderError from None
        name = str(claims.get("email") or claims.get("preferred_username") or claims["sub"])
        methods = claims.get("amr")
        strong = isinstance(methods, list) and bool(MULTI_FACTOR & set(map(str, methods)))
        return Identity(self.issuer, str(claims["sub"]), name[:80], strong)

    def _check(self, claims: Mapping[str, Any], nonce: str) -> None:
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(dict(claims))
        audiences = claims["aud"]
        if isinstance(audiences, list) and len(audiences) > 1 and claims.get("azp") != self.client_id:
            raise ProviderError
        if not isinstance(claims["sub"], str) or not claims["sub"] or len(claims["sub"]) > 255:
            raise ProviderError

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self.client_secret or None,
            scope="openid email",
            redirect_uri=self.redirect,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            default_timeout=TIMEOUT_SECONDS,
        )

    def _discovery_document(self) -> Mapping[str, Any]:
        found = self._get_json(f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderError
        return found

    def _get_json(self, address: str) -> dict[str, Any]:
        try:
            response = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
            response.raise_for_status()
            found = response.json()
        except (requests.RequestException, ValueError):
            raise ProviderError from None
        if not isinstance(found, dict):
            raise ProviderError
        return found

    def _endpoint(self, found: Mapping[str, Any], name: str) -> str:
        """An endpoint from the discovery document; plain http only on this computer, as for the issuer."""
        address = str(found.get(name, ""))
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ProviderError
        return address
