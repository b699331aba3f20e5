"""Passphrases: long rather than complicated, hashed with argon2id."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alliance_monitor.errors import InvalidEntryError
from db.crypto.slow_hash import hash_secret, verify_secret

SHORTEST, LONGEST = 12, 200
"""Length in characters; composition rules are left out on purpose (OWASP ASVS 5.0, 6.2)."""

FEWEST_GUESSES = 10**8
"""A passphrase an attacker would reach within so many guesses is refused: common and breached ones, keyboard rows,
dates, names and their usual disguises (zxcvbn's lists and estimate; Wheeler 2016 calls fewer “somewhat guessable”)."""

LONGEST_ESTIMATED = 72
"""Characters passed to the estimate, which is slow for long text; this many are enough to tell."""

_FAMOUS = frozenset((Path(__file__).parent / "famous_phrases.txt").read_text(encoding="utf-8").split())
"""Well-known phrases without spaces, which an estimate word by word would take for unrelated words."""


@cache
def _unknown_account_hash() -> str:
    return hash_secret("nobody signs in with this")


def hash_passphrase(passphrase: str, *known_words: str) -> str:
    """Hash a new passphrase, or refuse one that is too short, too long or easily guessed."""
    if len(passphrase) < SHORTEST:
        raise InvalidEntryError(
            f"The passphrase is shorter than {SHORTEST} characters.", "A few unrelated words work well."
        )
    if len(passphrase) > LONGEST:
        raise InvalidEntryError(f"The passphrase is longer than {LONGEST} characters.", "Choose a shorter one.")
    if _easily_guessed(passphrase, known_words):
        raise InvalidEntryError("This passphrase is too easy to guess.", "A few unrelated words work well.")
    return hash_secret(passphrase)


def _easily_guessed(passphrase: str, known_words: tuple[str, ...]) -> bool:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - long lists of words, needed where somebody chooses a passphrase

    bare = passphrase.casefold()
    if "".join(character for character in bare if character.isalnum()) in _FAMOUS:
        return True
    names = {part for word in known_words for part in (word, word.replace(" ", ""), *word.split()) if part}
    found = zxcvbn(passphrase[:LONGEST_ESTIMATED], user_inputs=sorted(names))
    if found["guesses"] < FEWEST_GUESSES:
        return True
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name.casefold(), "")
    return len(set(bare)) < 5  # little is left beside the person's own names


def hash_code(code: str) -> str:
    """Hash a code this app generated, which is random enough without rules."""
    return hash_secret(code)


def matches(passphrase_hash: str | None, passphrase: str) -> bool:
    """Whether the passphrase is right. Takes the same time for an account that does not exist (hash None)."""
    unknown = _unknown_account_hash()  # computed at the first sign-in, whether that account exists or not
    return verify_secret(passphrase_hash or unknown, passphrase[: LONGEST + 1]) and bool(passphrase_hash)
