"""The code on the console that proves that the first account belongs to whoever started the app."""

from __future__ import annotations

import hmac
from functools import cache
from pathlib import Path

from db.configuration import configuration
from db.sign_in import new_code, normalise_code

MAX_TRIES = 20
"""Wrong codes accepted per start of the app; 60 bits are out of reach anyway."""

_tries: list[int] = []


@cache
def set_up_code() -> str:
    """The code of this start, three groups of four."""
    return new_code()


def announce() -> None:
    """Print the code and keep it in a private file beside the database."""
    file = _file()
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(set_up_code() + "\n", encoding="ascii")
    print(f"\n  Set-up code: {set_up_code()}\n  (also in {file})\n", flush=True)  # noqa: T201 - the console is the channel


def is_right(code: str) -> bool:
    """Whether this is the code; after too many wrong ones, nothing is until the app is started again."""
    if len(_tries) >= MAX_TRIES:
        return False
    if hmac.compare_digest(normalise_code(code).encode(), normalise_code(set_up_code()).encode()):
        return True
    _tries.append(1)
    return False


def discard() -> None:
    """The practice is set up: the code is worth nothing any more."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return configuration().data / "set-up-code"
