"""Passphrases: long rather than complicated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from alliance_monitor.errors import InvalidEntryError
from db.sign_in.passphrase import LONGEST, SHORTEST, hash_passphrase, matches

ROOT = Path(__file__).resolve().parents[3]
GOOD = "three calm green rivers"


@pytest.mark.parametrize(
    ("passphrase", "known", "words"),
    [
        ("three calm"[:SHORTEST], (), "shorter than 12"),
        ("three calm " * 20, (), "longer than 200"),
        ("aaaaaaaaaaaaaaaa", (), "too easy"),
        ("abababababab", (), "too easy"),
        ("Robin Ash RobinAsh", ("robin", "Ash"), "too easy"),
        ("elm street elm street", ("robin", "", "Elm Street"), "too easy"),
        ("abcdefghijkl", (), "too easy"),
        ("qwertyuiop123", (), "too easy"),
        ("password1234", (), "too easy"),
        ("P@ssw0rd2024", (), "too easy"),
        ("letmeinletmein", (), "too easy"),
        ("Correct Horse, Battery Staple!", (), "too easy"),
        ("To be or not to be", (), "too easy"),
        ("oakhouse2026!", ("ada", "Ada", "Oak House"), "too easy"),
    ],
)
def test_a_weak_passphrase_is_refused_without_repeating_it(passphrase: str, known: tuple[str, ...], words: str) -> None:
    with pytest.raises(InvalidEntryError, match=words) as refused:
        hash_passphrase(passphrase, *known)
    assert passphrase not in str(refused.value)


@pytest.mark.parametrize(
    "passphrase",
    ["vkqzmwtrbnxd"[:SHORTEST], "my calm old harbour " * 10, "ключ к тихой реке", "🌲🌊🪨🌾🍂 leafy paths"],
)
def test_length_is_the_only_composition_rule(passphrase: str) -> None:
    passphrase = passphrase[:LONGEST]
    kept = hash_passphrase(passphrase)
    assert matches(kept, passphrase)
    assert not matches(kept, passphrase[:-1])


def test_the_hash_is_salted_argon2id_without_the_passphrase() -> None:
    first, second = hash_passphrase(GOOD), hash_passphrase(GOOD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert GOOD not in first


def test_the_hash_of_a_started_app_costs_an_attacker_as_much_as_rfc_9106_recommends() -> None:
    code = "from db.crypto.slow_hash import hash_secret; print(hash_secret('three calm green rivers'))"
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize("kept", [None, "not a hash", "$argon2id$v=19$broken"])
def test_without_a_usable_hash_nothing_matches(kept: str | None) -> None:
    for passphrase in (GOOD, "", "nobody signs in with this"):
        assert not matches(kept, passphrase)
