"""The chain of the audit: every entry carries a MAC over itself and the MAC before it (HMAC-SHA-256).

Nobody without the key ring can write a matching entry, and any change, removal, reordering or insertion breaks the
chain where it happened. A sealed head marks the end; copies of it lie outside the database (`anchor.py`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from db.crypto import KeyRing, Purpose, UnknownKeyError

MAX_FINDINGS = 20
"""Findings listed; further ones are only counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as stored in the table."""

    id: int
    at: datetime
    account_id: str | None
    visit_id: str | None
    action: str
    subject_kind: str | None
    subject_id: str | None
    client_id: str | None
    key_id: str
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain at some moment: its last entry and that entry's MAC, sealed against forgery."""

    chain: str
    entry: int
    mac: str
    key_id: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found."""

    entries: int
    head: Head | None
    findings: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def mac(ring: KeyRing, chain: str, before: str, entry: Entry) -> str:
    """The MAC of `entry` after the one with MAC `before` (empty for the first), as 64 hex digits."""
    fields = [
        chain,
        before,
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.account_id,
        entry.visit_id,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.client_id,
        entry.key_id,
    ]
    return _hmac(ring, entry.key_id, "entry", fields)


def seal(ring: KeyRing, head: Head) -> str:
    """The seal of a head, as 64 hex digits."""
    return _hmac(ring, head.key_id, "head", [head.chain, head.entry, head.mac, head.key_id])


def is_sealed(ring: KeyRing, head: Head) -> bool:
    """Whether this head was written with the key ring."""
    try:
        return hmac.compare_digest(seal(ring, head), head.seal)
    except (UnknownKeyError, TypeError):
        return False


def check(ring: KeyRing, entries: Iterable[Entry], head: Head | None, anchors: Iterable[Head]) -> Verdict:
    """Verify the whole chain, oldest entry first, and compare its end with the head and the anchors."""
    findings: list[str] = []
    chain, before, last, count = head.chain if head else "", "", 0, 0
    anchors = tuple(anchors)
    wanted = {anchor.entry for anchor in anchors}
    passed: dict[int, str] = {}
    for entry in entries:
        count += 1
        if not _matches(ring, chain, before, entry) or entry.id <= last:
            findings.append(
                f"Entry {entry.id} does not follow from entry {last}: it was changed or put in, "
                "or entries before it were changed, moved or removed."
            )
        before, last = entry.mac, entry.id
        if entry.id in wanted:
            passed[entry.id] = entry.mac
    if head is None:
        if count:
            findings.append("The end of the log is not recorded: its head was removed.")
    elif not is_sealed(ring, head):
        findings.append("The recorded end of the log was changed.")
    elif (head.entry, head.mac) != (last, before):
        findings.append(f"The log ends with entry {last}, but its recorded end is entry {head.entry}.")
    findings += _compare(ring, anchors, passed, chain, last)
    listed = findings[:MAX_FINDINGS]
    if len(findings) > MAX_FINDINGS:
        listed.append(f"{len(findings) - MAX_FINDINGS} more findings of this kind.")
    return Verdict(count, head, tuple(listed))


def _compare(ring: KeyRing, anchors: Iterable[Head], passed: Mapping[int, str], chain: str, last: int) -> Iterable[str]:
    for anchor in anchors:
        if not is_sealed(ring, anchor):
            yield "An anchor was changed, or belongs to another key ring."
        elif anchor.chain != chain:
            yield f"The anchor at entry {anchor.entry} belongs to another log."
        elif anchor.entry > last:
            yield f"The log ends with entry {last}, but had {anchor.entry} entries once: its end was removed."
        elif passed.get(anchor.entry) != anchor.mac:
            yield f"Entry {anchor.entry} is not the one that was anchored outside the database."


def _matches(ring: KeyRing, chain: str, before: str, entry: Entry) -> bool:
    try:
        return hmac.compare_digest(mac(ring, chain, before, entry), entry.mac)
    except (UnknownKeyError, TypeError):
        return False


def _hmac(ring: KeyRing, key_id: str, kind: str, fields: list[Any]) -> str:
    message = json.dumps([kind, *fields], separators=(",", ":")).encode()
    return hmac.new(ring.derive(Purpose.AUDIT, key_id), message, hashlib.sha256).hexdigest()
