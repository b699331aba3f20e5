"""Passphrases: long rather than complicated, hashed with argon2id."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from alliance_monitor.errors import InvalidEntryError

SHORTEST, LONGEST = 12, 200
"""Length in characters; composition rules are left out on purpose (OWASP ASVS 5.0, 6.2)."""

_hasher = PasswordHasher()
"""argon2id with the library's defaults (RFC 9106, low-memory profile)."""

_NOBODY = _hasher.hash("nobody signs in with this")


def hash_passphrase(passphrase: str, *known_words: str) -> str:
    """Hash a new passphrase, or refuse one that is too short, too long or easily guessed."""
    if len(passphrase) < SHORTEST:
        raise InvalidEntryError(
            f"The passphrase is shorter than {SHORTEST} characters.", "A few unrelated words work well."
        )
    if len(passphrase) > LONGEST:
        raise InvalidEntryError(f"The passphrase is longer than {LONGEST} characters.", "Choose a shorter one.")
    bare = passphrase.casefold()
    for word in known_words:
        bare = bare.replace(word.casefold(), "") if word else bare
    if len(set(bare)) < 5:  # repeated characters, or little more than one's own name
        raise InvalidEntryError("This passphrase is too easy to guess.", "A few unrelated words work well.")
    return _hasher.hash(passphrase)


def hash_code(code: str) -> str:
    """Hash a code this app has made; long enough by itself, so no rules apply."""
    return _hasher.hash(code)


def matches(passphrase_hash: str | None, passphrase: str) -> bool:
    """Whether the passphrase fits; takes as long for an account that does not exist (hash None)."""
    try:
        return _hasher.verify(passphrase_hash or _NOBODY, passphrase[: LONGEST + 1]) and bool(passphrase_hash)
    except (Argon2Error, InvalidHashError):
        return False
