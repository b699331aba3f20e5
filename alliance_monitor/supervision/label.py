"""What a case is called in supervision, where the practice's own code is not shown."""

from __future__ import annotations

import hashlib

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are easily confused."""

LENGTH = 5
"""33 million labels: among one supervisor's thousand cases, two share a label in about one practice in seventy."""


def case_label(client_id: str) -> str:
    """Return the label of a case, always the same; it says nothing about the code or the client.

    The id is 128 random bits, so that nobody can find the client behind a label by trying ids.
    """
    number = int.from_bytes(hashlib.sha256(f"supervision case {client_id}".encode()).digest()[:8], "big")
    letters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return f"Case {letters}"
