"""Random tokens that stand for whoever holds them. The holder has the token, the database only its hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A fresh token: 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex: what is stored and looked up.

    Tokens are random, so neither salt nor a slow hash is needed; and since lookups compare hashes, their timing tells
    nothing about a guess. Accepts any text, also what no encoder would take.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
