"""pg_dump and pg_restore, and databases created for a restore."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from alliance_monitor.errors import AllianceError
from db.backup.container import CHUNK
from db.connection import ALL_PRACTICES, PRACTICE

FOLDERS = "/usr/lib/postgresql"
ANY_DATABASE = "postgres"
"""The database every server has, from which others are created and renamed."""


class ServerToolError(AllianceError):
    """One of PostgreSQL's programs failed. Its output is not repeated, since it may contain data."""


def tool(name: str) -> str:
    """The path of one of PostgreSQL's programs: on the PATH, else of the newest version installed."""
    found = shutil.which(name)
    if found:
        return found
    installed = sorted(Path(FOLDERS).glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not installed:
        raise ServerToolError(
            f"The programme {name} is missing.", "Install PostgreSQL's client programmes on this computer."
        )
    return str(installed[-1])


def dump(url: URL, snapshot: str) -> Iterator[bytes]:
    """An exported snapshot of the database in pg_dump's custom format, as a stream."""
    command = [tool("pg_dump"), "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
    # Without this, pg_dump refuses tables with row security. All rows are in scope, and row counts are compared later.
    command.append("--enable-row-security")
    with subprocess.Popen(  # noqa: S603 - our own arguments
        [*command, f"--dbname={_address(url)}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(url),
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            while piece := process.stdout.read(CHUNK):
                yield piece
        finally:
            process.stdout.close()
            ended = process.wait()
    if ended != 0:
        raise ServerToolError("pg_dump could not read the database.", "Its version must not be older than the server.")


def restore(url: URL, content: Iterable[bytes]) -> None:
    """Restore a dump into an empty database, all or nothing."""
    command = [tool("pg_restore"), "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
    with subprocess.Popen(  # noqa: S603
        [*command, f"--dbname={_address(url)}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(url),
    ) as process:
        assert process.stdin is not None  # noqa: S101
        try:
            for piece in content:
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has exited; its return code is checked below
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise ServerToolError("pg_restore could not read the backup.", "Its version must not be older than the server.")


@contextmanager
def new_database(url: URL) -> Iterator[URL]:
    """A new empty database on the same server, dropped if the block fails."""
    name = f"{url.database}_{secrets.token_hex(4)}"
    try:
        run_command(url, f'CREATE DATABASE "{name}"')
    except DBAPIError:
        raise ServerToolError(
            "This database user may not create databases.", "Give it CREATEDB, or restore with pg_restore by hand."
        ) from None
    try:
        yield url.set(database=name)
    except BaseException:
        drop(url, name)
        raise


def drop(url: URL, name: str) -> None:
    """Drop a database of the same server."""
    run_command(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run_command(url: URL, command: str) -> None:
    """Run a command that cannot run inside a transaction."""
    engine = create_engine(url.set(database=ANY_DATABASE), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(command))
    finally:
        engine.dispose()


def _address(url: URL) -> str:
    # The password is passed in the environment, since other users can read a command line.
    return url.set(drivername="postgresql", password=None).render_as_string()


def _environment(url: URL) -> dict[str, str]:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    return os.environ | password | {"PGOPTIONS": f"-c {PRACTICE}={ALL_PRACTICES}"}
