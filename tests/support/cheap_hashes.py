"""Passphrases hashed in a millisecond, here and in the apps that tests start; in use a hash takes a quarter second.

Run as a module this is the app's `serve`. The app's own hashes are pinned in tests/db/sign_in/test_passphrase.py.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from db.crypto import slow_hash


def use_cheap_hashes() -> None:
    """Hash with argon2's cheapest parameters in this process from now on."""
    slow_hash.hasher = PasswordHasher.from_parameters(CHEAPEST)


if __name__ == "__main__":
    from commands.programme import main

    use_cheap_hashes()
    raise SystemExit(main(["serve"]))
