"""The token of a client's link. Its first letter says which database it belongs to."""

from __future__ import annotations

from db.crypto import new_token
from db.place import Place

LINK_PATH = "/r/"
"""Where clients answer; the token follows."""

PLACES = {"p": Place.PRACTICE, "d": Place.DEMO}
"""First letters of tokens."""


def new_link_token(place: Place) -> str:
    """A fresh token for a link of this database."""
    letter = next(letter for letter, named in PLACES.items() if named is place)
    return letter + new_token()


def place_of(token: str) -> Place:
    """The database a token belongs to; anything that is not a token of ours is looked up in the practice's."""
    return PLACES.get(token[:1], Place.PRACTICE)
