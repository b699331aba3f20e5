"""The next version of the app, as far as the database can tell: the same migrations and one more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.connection import revisions

REVISION = "9998_test_only"

CHANGES = """
import sqlalchemy as sa
from alembic import op


def upgrade():
    with op.batch_alter_table("practices") as table:
        table.add_column(sa.Column("initial", sa.String(1), nullable=True))
    op.execute("UPDATE practices SET initial = substr(name, 1, 1)")
"""

CHANGES_THEN_FAILS = f'{CHANGES}    raise RuntimeError("the migration fails after its first changes")\n'


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, migration: str = CHANGES) -> str:
    """Let the process work with the real migrations and one more, kept in `folder`; returns the new revision."""
    position = f'revision = "{REVISION}"\ndown_revision = "{revisions.newest()}"\n'
    shutil.copytree(revisions.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{REVISION}.py").write_text(position + migration, encoding="utf-8")
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)
    return REVISION
