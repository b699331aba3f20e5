"""One-time codes: short enough to read out, random enough not to be guessed."""

from __future__ import annotations

import secrets
from datetime import timedelta

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are easily confused; five bits each."""

GROUPS, GROUP = 3, 4
CODE_LIFETIME = timedelta(days=7)
"""How long a code for a first sign-in works."""


def new_code(groups: int = GROUPS) -> str:
    """A fresh code in groups of four letters, 20 random bits each."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(groups))


def normalise_code(code: str) -> str:
    """A code as it is compared: upper case, without the hyphens and blanks people may or may not type."""
    return code.upper().replace("-", "").replace(" ", "")
