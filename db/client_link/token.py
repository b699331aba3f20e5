"""The token of a client's link: 256 random bits, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets

from db.place import Place

PLACES = {"p": Place.PRACTICE, "d": Place.DEMO}
"""The token's first letter: which database it belongs to."""


def new_token(place: Place) -> str:
    """A fresh token."""
    letter = next(letter for letter, one in PLACES.items() if one is place)
    return letter + secrets.token_urlsafe(32)


def place_of(token: str) -> Place:
    """The database a token belongs to; anything that is no token of ours is looked up in the practice's."""
    return PLACES.get(token[:1], Place.PRACTICE)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
