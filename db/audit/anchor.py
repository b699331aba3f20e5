"""The anchor: a copy of the audit's head outside the database, so that a removed end is noticed.

It is one line in a file, overwritten after every commit with an audit row; the same line is logged at start-up, once an
hour, and with every backup. An anchor behind the audit is harmless, since the audit must contain the entry it names;
one ahead of it means that entries were removed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

from db.audit.chain import Head

log = logging.getLogger("alliance_monitor.audit")

LEADER = "alliance-audit-head"
WIDTH = 320
"""Bytes of the line, padded so that overwriting it is one write within one disk sector."""

_lock = Lock()
_failed: set[Path] = set()


def line(head: Head) -> str:
    """A head as one line of text."""
    return f"{LEADER} {head.chain} {head.entry} {head.mac} {head.key_id} {head.seal}"


def find_heads(lines: Iterable[str]) -> Iterator[Head]:
    """All heads in the lines of a file or a log; other lines are skipped."""
    for text in lines:
        _, found, rest = text.partition(f"{LEADER} ")
        words = rest.split()
        if found and len(words) >= 5 and words[1].isdigit():
            yield Head(words[0], int(words[1]), words[2], words[3], words[4])


def read_anchor(file: Path) -> Head | None:
    """The anchor in this file, or None."""
    try:
        return next(find_heads(file.read_text(encoding="ascii", errors="replace").splitlines()), None)
    except FileNotFoundError:
        return None


def keep_anchor(file: Path, head: Head, *, back: bool = False) -> None:
    """Overwrite the anchor unless it is already ahead; `back` allows an older head, as after a restore.

    The transaction is committed by now, so a full disk must not raise here; it is logged instead.
    """
    with _lock:
        try:
            existing = read_anchor(file)
            ahead = existing is not None and existing.chain == head.chain and existing.entry >= head.entry
            if ahead and not back:
                return
            handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(handle, line(head).ljust(WIDTH - 1).encode("ascii") + b"\n")
            finally:
                os.close(handle)
            _failed.discard(file)
        except OSError as error:
            if file not in _failed:
                _failed.add(file)
                log.error("the anchor of the audit cannot be written: %s", error.strerror)


def log_head(head: Head) -> None:
    """Write the head to the log, which is kept elsewhere and append-only."""
    log.info("%s", line(head))
