"""Clients counted in the first month something happened"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTS = [
    "first_flagged",
    "first_calm",
    "first_recovered",
    "first_open",
    "first_confirming",
    "first_dismissing",
]


def upgrade() -> None:
    # Counts of another model version are read nowhere; all are made anew at the next start.
    for table in ("derived_months", "derived_therapist_months"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - names of our own
        with op.batch_alter_table(table, recreate="always") as batch_op:
            for name in COUNTS:
                batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False))
