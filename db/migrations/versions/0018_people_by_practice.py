"""People and supervision are found by their practice"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_accounts_practice_id"), "accounts", ["practice_id"])
    op.create_index(op.f("ix_supervisions_practice_id"), "supervisions", ["practice_id"])
