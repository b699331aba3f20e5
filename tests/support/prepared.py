"""Data folders made once for all tests, and copied: tables, keys, and Ada's practice or the demo in them."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.access import Actor
from db.configuration import Configuration
from db.connection.database import Database
from db.connection.utc import now
from db.crypto.keyring import KeyRing, read_key_ring
from db.opening import open_database
from db.place import Place
from db.sign_in.accounts import set_up
from demo.build import build_demo

PASSPHRASE = "three calm green rivers"


def shared_by_workers(factory: pytest.TempPathFactory) -> Path:
    """A folder all worker processes of this run see; without workers, this process's own."""
    folder = factory.getbasetemp()
    return folder.parent if folder.name.startswith("popen-") else folder


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """`folder`, made by whichever process asks first while the others wait."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)  # of a process that failed half way
            make(unfinished)
            unfinished.rename(folder)
    return folder


def make_practice(folder: Path, address: str = "") -> None:
    """A migrated practice without anybody in it; on the server at `address` if one is given."""
    _practice(folder, address).engine.dispose()


def make_practice_of_ada(folder: Path, address: str = "") -> None:
    """A practice set up by Ada, its first therapist; on the server at `address` if one is given."""
    home = _practice(folder, address)
    set_up_ada(home)
    home.engine.dispose()


def set_up_ada(home: Database) -> Actor:
    """Set up an empty practice as Ada."""
    return set_up(home, practice="Oak House", sign_in_name="ada", display_name="Ada", passphrase=PASSPHRASE)


def make_demo(folder: Path) -> None:
    """The demo of today."""
    home = open_database(Place.DEMO, Configuration(data=folder))
    build_demo(home, now().astimezone().date())
    home.engine.dispose()


def _practice(folder: Path, address: str) -> Database:
    return open_database(Place.PRACTICE, Configuration(data=folder, database=address))


def ring_of(data: Path) -> KeyRing:
    """The key ring of a data folder."""
    return read_key_ring(Configuration(data=data))
