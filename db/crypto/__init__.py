"""Encryption of what people wrote: the key ring, a data key per client, sealed text."""

from db.crypto.keyring import KEY_BYTES, KeyRing, Purpose, UnknownKeyError, add_key, read_key_ring, sync_folder
from db.crypto.sealed_text import attach, make_data_key, seal, unseal, unseal_or_placeholder, used_keys, vault_of
from db.crypto.token import hash_token, new_token
from db.crypto.vault import DamagedError, Vault, WrappedKey

__all__ = [
    "KEY_BYTES",
    "DamagedError",
    "KeyRing",
    "Purpose",
    "UnknownKeyError",
    "Vault",
    "WrappedKey",
    "add_key",
    "attach",
    "hash_token",
    "make_data_key",
    "new_token",
    "read_key_ring",
    "seal",
    "sync_folder",
    "unseal",
    "unseal_or_placeholder",
    "used_keys",
    "vault_of",
]
