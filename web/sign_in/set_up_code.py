"""The set-up code, printed on the console: it proves that the first account belongs to whoever started the app."""

from __future__ import annotations

import hmac
from functools import cache
from pathlib import Path

from db.configuration import configuration
from db.sign_in import new_code, normalise_code

MAX_TRIES = 20
"""Wrong codes accepted until the app is restarted; 60 random bits are out of reach anyway."""

_tries: list[int] = []


@cache
def set_up_code() -> str:
    """This process's code, three groups of four letters."""
    return new_code()


def announce() -> None:
    """Print the code, and store it in a private file beside the database."""
    file = _file()
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(set_up_code() + "\n", encoding="ascii")
    print(f"\n  Set-up code: {set_up_code()}\n  (also in {file})\n", flush=True)  # noqa: T201 - the console is the channel


def is_right(code: str) -> bool:
    """Whether this is the code; after too many wrong ones, always False until the app is restarted."""
    if len(_tries) >= MAX_TRIES:
        return False
    if hmac.compare_digest(normalise_code(code).encode(), normalise_code(set_up_code()).encode()):
        return True
    _tries.append(1)
    return False


def discard() -> None:
    """Delete the file: the practice is set up, and the code useless."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return configuration().data / "set-up-code"
