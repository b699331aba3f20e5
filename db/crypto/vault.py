"""Encryption of single values: AES-256-GCM under a data key of the client they are about.

A value is bound to its table, column, row and owner, so that it cannot be moved to another row. Data keys are random
and stored in the database wrapped by the key ring; destroying a client's data keys erases everything written about
them, in copies of the rows as well. Nothing here knows the database.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from alliance_monitor.errors import AllianceError
from db.crypto.keyring import KEY_BYTES, KeyRing, Purpose

FORMAT = "1"
"""Prefix of every value, so that other formats can follow."""

NONCE_BYTES = 12
MAX_OPEN_KEYS = 2_000
"""Data keys cached unwrapped in this process; the least recently used is dropped first."""


class DamagedError(AllianceError):
    """A value is not what was written to its table, column and row."""

    def __init__(self) -> None:
        super().__init__("A stored text cannot be read.", "It was changed outside the app; ask your administrator.")


class Encrypted(str):
    """An encrypted value as text: `format.key id.nonce and ciphertext`. Its repr does not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<encrypted>"

    @property
    def key_id(self) -> str:
        """The id of the data key it was written under."""
        leader, _, rest = self.partition(".")
        key_id, dot, _ = rest.partition(".")
        if leader != FORMAT or not dot:
            raise DamagedError
        return key_id


@dataclass(frozen=True, slots=True)
class Context:
    """Where a value is stored and whom it is about; a value read anywhere else is refused."""

    table: str
    column: str
    row: str
    owner: str

    def bound(self) -> bytes:
        """The context as associated data; none of its parts can contain a NUL."""
        return "\0".join((FORMAT, self.table, self.column, self.row, self.owner)).encode()


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as stored in the database: whose it is, and which key of the ring wraps it."""

    id: str
    owner: str
    wrapped_by: str
    wrapped: str = field(repr=False)


class DataKey:
    """One data key, unwrapped."""

    def __init__(self, key_id: str, key: bytes) -> None:
        self.id = key_id
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "<encrypted>"

    def encrypt(self, text: str, context: Context) -> Encrypted:
        """`text` encrypted for this context."""
        packed = _packed(self._cipher, text.encode(), context.bound())
        return Encrypted(f"{FORMAT}.{self.id}.{packed}")

    def decrypt(self, value: str, context: Context) -> str:
        """The text that was encrypted for this context; raises DamagedError for anything else."""
        if Encrypted(value).key_id != self.id:
            raise DamagedError
        return _unpacked(self._cipher, value.rsplit(".", 1)[1], context.bound()).decode()


class Vault:
    """Creates, wraps and unwraps data keys under the key ring. Thread-safe."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self._open: OrderedDict[str, DataKey] = OrderedDict()
        self._lock = Lock()

    def new_key(self, owner: str) -> tuple[DataKey, WrappedKey]:
        """A new data key of this owner. It is not cached: its transaction may still fail."""
        key_id, key = secrets.token_urlsafe(9), AESGCM.generate_key(8 * KEY_BYTES)
        return DataKey(key_id, key), self._wrap(key_id, owner, key)

    def opened(self, key_id: str) -> DataKey | None:
        """The data key if it is cached, else None."""
        with self._lock:
            found = self._open.get(key_id)
            if found is not None:
                self._open.move_to_end(key_id)
            return found

    def open(self, wrapped: WrappedKey) -> DataKey:
        """Unwrap and cache a data key. Ids are never reused, so the cache cannot be stale."""
        key = DataKey(wrapped.id, self._unwrap(wrapped))
        with self._lock:
            self._open[wrapped.id] = key
            while len(self._open) > MAX_OPEN_KEYS:
                self._open.popitem(last=False)
        return key

    def forget(self, key_ids: list[str]) -> None:
        """Drop destroyed data keys from the cache."""
        with self._lock:
            for key_id in key_ids:
                self._open.pop(key_id, None)

    def rewrapped(self, wrapped: WrappedKey) -> WrappedKey:
        """The same data key under the ring's current key."""
        return self._wrap(wrapped.id, wrapped.owner, self._unwrap(wrapped))

    def _wrap(self, key_id: str, owner: str, key: bytes) -> WrappedKey:
        by = self.ring.current
        cipher = AESGCM(self.ring.derive(Purpose.WRAP, by))
        return WrappedKey(key_id, owner, by, _packed(cipher, key, _bound(key_id, owner)))

    def _unwrap(self, wrapped: WrappedKey) -> bytes:
        cipher = AESGCM(self.ring.derive(Purpose.WRAP, wrapped.wrapped_by))
        return _unpacked(cipher, wrapped.wrapped, _bound(wrapped.id, wrapped.owner))


def _bound(key_id: str, owner: str) -> bytes:
    return f"data key\0{key_id}\0{owner}".encode()


def _packed(cipher: AESGCM, content: bytes, bound: bytes) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, content, bound)).decode().rstrip("=")


def _unpacked(cipher: AESGCM, packed: str, bound: bytes) -> bytes:
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError, binascii.Error):
        raise DamagedError from None
