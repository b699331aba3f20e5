"""How strong a sign of rupture was, and what it strained"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rupture_markers") as table:
        table.add_column(sa.Column("domain", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("intensity", sa.Integer(), nullable=True))
