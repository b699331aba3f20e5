"""What a file would add, and every problem found in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from alliance_monitor.importing.errors import ImportFileError, Problem
from alliance_monitor.records import Rater, SessionEntry

LISTED_PROBLEMS: Final = 20
"""How many problems a refusal lists; nobody would read more."""


@dataclass(frozen=True, slots=True)
class ImportedSession:
    """One session of one client as in the file; its `number` is always set."""

    client_code: str
    entry: SessionEntry


@dataclass(frozen=True, slots=True)
class Batch:
    """The sessions of a file, by client in the order of the file and then by number.

    If there are `problems`, `sessions` holds only what could be read, and must not be stored. `unrated` counts rows
    without any answer: their sessions are kept, without a rating by that person.
    """

    sessions: tuple[ImportedSession, ...]
    problems: tuple[Problem, ...] = ()
    unrated: int = 0

    @property
    def ratings(self) -> int:
        """Number of ratings in all sessions."""
        return sum(len(session.entry.ratings) for session in self.sessions)

    @property
    def clients(self) -> int:
        """Number of different clients."""
        return len({session.client_code for session in self.sessions})

    def require_clean(self) -> None:
        """Refuse a batch with problems: a file is imported whole or not at all.

        Raises
        ------
        ImportFileError : lists the first `LISTED_PROBLEMS` problems and how many more there are; or there is
            no rating at all.
        """
        if not self.problems:
            if not self.ratings:
                raise ImportFileError("Nothing was imported: no row of the file has any answers.", "Check the columns.")
            return
        count = len(self.problems)
        lines = [str(problem) for problem in self.problems[:LISTED_PROBLEMS]]
        if count > LISTED_PROBLEMS:
            lines.append(f"and {count - LISTED_PROBLEMS} more")
        raise ImportFileError(
            f"Nothing was imported: the file has {count} problem{'s' if count > 1 else ''}.",
            "Put right and import again:\n" + "\n".join(lines),
        )


def batch_key(content: bytes, mapping: Mapping[str, str], instrument: str, rater: Rater | None) -> str:
    """Return the key of an import: the same file read the same way has the same key (SHA-256, hex)."""
    digest = hashlib.sha256(content)
    digest.update(json.dumps([sorted(mapping.items()), instrument, rater]).encode())
    return digest.hexdigest()
