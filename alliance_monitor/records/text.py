"""Free text that is safe to store and to show again."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

NOTE_LENGTH = 2000
"""Longest note in characters; a note is a memory aid, not the clinical record."""

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def clean_text(text: str) -> str:
    """Return `text` stripped and in NFC, or raise ValueError on control or direction-changing characters.

    Such characters can hide or reorder what a reader sees; line breaks and tabs are kept.
    """
    text = unicodedata.normalize("NFC", text).strip()
    for character in text:
        if character in _BIDI or (unicodedata.category(character) == "Cc" and character not in "\n\r\t"):
            raise ValueError("the text contains invisible control characters; please type it again without them")
    return text


def one_line(text: str) -> str:
    """`clean_text`, and on one line."""
    text = clean_text(text)
    if any(character in "\n\r\t" for character in text):
        raise ValueError("this must fit on one line")
    return text


NoteText = Annotated[str, Field(max_length=NOTE_LENGTH), AfterValidator(clean_text)]
Code = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(one_line), Field(min_length=1)]
Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(one_line), Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[\w .:/-]{1,80}$")]
"""What the code or a definition calls something: an instrument, a sign, a prompt, a row."""
