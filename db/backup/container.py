"""The file a backup is: a stream of AES-256-GCM chunks under a key of its own, derived from the key ring.

Layout: a line naming the format and the ring's key, 16 bytes of salt, then chunks of a 4-byte length and ciphertext.
The chunk's number and whether it is the last are authenticated with it, so that no chunk can be changed, moved or
omitted and no end cut off. The first chunk is the caller's description of the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from alliance_monitor.errors import AllianceError
from db.crypto import KEY_BYTES, KeyRing, Purpose

LEADER = b"alliance-backup 1 "
CHUNK = 1 << 20
_SALT, _TAG, _LENGTH = 16, 16, 4


class NoBackupError(AllianceError):
    """The file is not a backup of ours."""

    def __init__(self) -> None:
        super().__init__("This file is no backup of Alliance Monitor.", "Choose one that `backup` made.")


class DamagedBackupError(AllianceError):
    """The file is ours, but damaged or incomplete."""

    def __init__(self) -> None:
        super().__init__("This backup is damaged or incomplete.", "Take another one; nothing was changed.")


def write(file: BinaryIO, ring: KeyRing, about: bytes, content: Iterable[bytes]) -> None:
    """Encrypt `about` and then `content` into `file`."""
    key_id, salt = ring.current, secrets.token_bytes(_SALT)
    file.write(LEADER + key_id.encode("ascii") + b"\n" + salt)
    cipher, number, pending = _cipher(ring, key_id, salt), 0, about
    for piece in content:
        _put(file, cipher, number, pending, last=False)
        number, pending = number + 1, piece
    _put(file, cipher, number, pending, last=True)


def read(file: BinaryIO, ring: KeyRing) -> Iterator[bytes]:
    """What was written, `about` first; raises before yielding anything damaged.

    The file is known to be complete only once the iterator has ended.
    """
    cipher = _cipher(ring, _key_in(file), file.read(_SALT))
    number, piece = 0, _take(file)
    while piece is not None:
        after = _take(file)
        try:
            yield cipher.decrypt(_nonce(number), piece, _bound(number, last=after is None))
        except InvalidTag:
            raise DamagedBackupError from None
        number, piece = number + 1, after
    if number == 0:
        raise DamagedBackupError


def key_id_of(file: Path) -> str:
    """The id of the ring's key this backup needs."""
    try:
        with file.open("rb") as sealed:
            return _key_in(sealed)
    except FileNotFoundError:
        raise AllianceError("There is no such file.", "Check its name and folder.") from None
    except OSError:
        raise NoBackupError from None


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A plain file in chunks."""
    while piece := file.read(CHUNK):
        yield piece


def _key_in(file: BinaryIO) -> str:
    leader = file.read(len(LEADER) + 9)
    if len(leader) < len(LEADER) + 9 or not leader.startswith(LEADER) or not leader.endswith(b"\n"):
        raise NoBackupError
    return leader[len(LEADER) : -1].decode("ascii", "replace")


def _cipher(ring: KeyRing, key_id: str, salt: bytes) -> AESGCM:
    key = HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"alliance-backup 1").derive(ring.derive(Purpose.BACKUP, key_id))
    return AESGCM(key)


def _nonce(number: int) -> bytes:
    """A counter rather than random: the key is used for this file only."""
    return number.to_bytes(12, "big")


def _bound(number: int, *, last: bool) -> bytes:
    return LEADER + number.to_bytes(8, "big") + (b"last" if last else b"more")


def _put(file: BinaryIO, cipher: AESGCM, number: int, piece: bytes, *, last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number), piece, _bound(number, last=last))
    file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)


def _take(file: BinaryIO) -> bytes | None:
    length = file.read(_LENGTH)
    if not length:
        return None
    wanted = int.from_bytes(length, "big")
    if len(length) < _LENGTH or not _TAG <= wanted <= CHUNK + _TAG:
        raise DamagedBackupError
    sealed = file.read(wanted)
    if len(sealed) < wanted:
        raise DamagedBackupError
    return sealed
