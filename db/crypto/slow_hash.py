"""Slow, salted hashes of what people know by heart: argon2id, so that a stolen hash is expensive to guess from."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.profiles import RFC_9106_LOW_MEMORY

PARAMETERS = RFC_9106_LOW_MEMORY
"""RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes."""

hasher = PasswordHasher.from_parameters(PARAMETERS)


def hash_secret(secret: str) -> str:
    """The hash to store, with its salt and parameters in it."""
    return hasher.hash(secret)


def verify_secret(stored: str, secret: str) -> bool:
    """Whether the secret is the one hashed; False for a hash that cannot be read as well."""
    try:
        return hasher.verify(stored, secret)
    except (Argon2Error, InvalidHashError):
        return False
