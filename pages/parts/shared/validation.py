"""What is wrong with an entry, as a sentence for the person who typed it."""

from __future__ import annotations

from pydantic import ValidationError


def first_problem(error: ValidationError) -> str:
    """The first thing the entry's own checks found wrong."""
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
