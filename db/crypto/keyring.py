"""The key ring: the installation's master keys, in a file of mode 0600 or the environment, never in a database.

One line per key, `ID KEY` (8 and 64 hex digits), oldest first. The last one is used for new data; the others are kept
so that older backups can be read and older audit rows verified.
"""

from __future__ import annotations

import logging
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.configuration import Configuration, ConfigurationError
from db.connection import private_folder

log = logging.getLogger("alliance_monitor")

KEY_BYTES = 32
_HEX = frozenset("0123456789abcdef")
_ABOUT = """\
# The key ring of Alliance Monitor. Without it, notes and other words cannot be read by anyone.
# Keep a copy in a safe place, apart from the backups. One line a key; the last one is in use.
"""


class Purpose(StrEnum):
    """What a key derived from the ring is used for; each purpose has an independent key."""

    WRAP = "wrap data keys"
    AUDIT = "chain the audit"
    BACKUP = "encrypt backups"


class UnknownKeyError(ConfigurationError):
    """Something was written under a key that is not in the ring."""

    def __init__(self) -> None:
        super().__init__(
            "The key ring does not belong to this data.",
            "Put back your safe copy of it (docs/backup.md); nothing was changed.",
        )


@dataclass(frozen=True)
class KeyRing:
    """Master keys by id, oldest first; its repr does not show them."""

    keys: Mapping[str, bytes] = field(repr=False)
    file: Path | None = None
    """None if the ring is in the environment, where no command can change it."""
    _derived: dict[tuple[str, Purpose], bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def current(self) -> str:
        """The id of the key used for new data."""
        return list(self.keys)[-1]

    def derive(self, purpose: Purpose, key_id: str) -> bytes:
        """32 bytes for one purpose (HKDF-SHA-256, RFC 5869); raises UnknownKeyError for an id not in the ring."""
        if key_id not in self.keys:
            raise UnknownKeyError
        found = self._derived.get((key_id, purpose))
        if found is None:
            info = f"alliance-monitor 1 {purpose.value}".encode()
            found = HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self.keys[key_id])
            self._derived[key_id, purpose] = found
        return found


def read_key_ring(settings: Configuration, used: frozenset[str] = frozenset()) -> KeyRing:
    """The ring of this installation, created (0600) on first use.

    `used` are the keys the database was written under: a ring that lacks one of them is refused, and none is created
    in place of a missing one.
    """
    ring = _read(settings, make=not used)
    if not used <= ring.keys.keys():
        raise UnknownKeyError
    return ring


def _read(settings: Configuration, *, make: bool) -> KeyRing:
    given = settings.keys.get_secret_value()
    if given:
        return KeyRing(_parse(given.replace(",", "\n").replace(":", " ")))
    path = settings.key_ring_path
    if not path.exists():
        if not make:
            raise UnknownKeyError
        private_folder(path.parent)
        _make(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigurationError("The key ring can be read by other users of this computer.", f"Run: chmod 600 {path}")
    return KeyRing(_parse(path.read_text(encoding="ascii", errors="replace")), path)


def add_key(ring: KeyRing) -> KeyRing:
    """Add a new key, which is used from now on; the file is replaced atomically."""
    if ring.file is None:
        raise ConfigurationError(
            "The key ring stands in ALLIANCE_KEYS.", "Add a pair ID:KEY at its end yourself, then run this again."
        )
    keys = {**ring.keys, secrets.token_hex(4): secrets.token_bytes(KEY_BYTES)}
    fresh = ring.file.with_name(ring.file.name + ".new")
    fresh.unlink(missing_ok=True)
    _write(fresh, keys)
    fresh.replace(ring.file)
    sync_folder(ring.file.parent)
    return KeyRing(keys, ring.file)


def sync_folder(folder: Path) -> None:
    """Flush the folder's entries to disk, so that new names are durable; does nothing where unsupported."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(path: Path) -> None:
    try:
        _write(path, {secrets.token_hex(4): secrets.token_bytes(KEY_BYTES)})
    except FileExistsError:  # another process created it first
        return
    sync_folder(path.parent)
    log.warning("a key ring was made: copy %s to a safe place, without it notes cannot be read", path)


def _write(path: Path, keys: Mapping[str, bytes]) -> None:
    # Written under another name first, so that nobody ever reads an incomplete file.
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(_ABOUT + "".join(f"{key_id} {key.hex()}\n" for key_id, key in keys.items()))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _parse(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key_id, _, key = line.strip().partition(" ")
        if len(key_id) != 8 or len(key) != 2 * KEY_BYTES or set(key_id + key) - _HEX or key_id in keys:
            keys.clear()
            break
        keys[key_id] = bytes.fromhex(key)
    if not keys:
        raise ConfigurationError(
            "The key ring is damaged.", "Put back your safe copy of it; without it notes cannot be read."
        )
    return keys
