"""Standings kept for the next session, and the counts of months"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTS = [
    "therapies",
    "sessions",
    "missed",
    "client_rated",
    "therapist_rated",
    "heard",
    "unheard",
    "flags",
    "likely",
    "flagged",
    "confirmed",
    "dismissed",
    "confirming",
    "dismissing",
    "ruptures",
    "returned",
    "sessions_to_return",
    "ruptured",
    "recovered",
    "episodes",
    "resolved",
    "unresolved",
    "begun",
    "begun_ruptured",
    "begun_recovered",
    "ended_planned",
    "ended_unilateral",
    "ended_transferred",
    "ended_other",
    "unrepaired_planned",
    "unrepaired_unilateral",
    "unrepaired_transferred",
    "unrepaired_other",
]


def upgrade() -> None:
    # Derived rows can be made anew, and are at the next start: nothing of the old ones is carried over.
    op.drop_table("derived_courses")
    op.create_table(
        "derived_courses",
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("therapist_id", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_derived_courses_client_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["accounts.id"], name=op.f("fk_derived_courses_therapist_id")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_derived_courses")),
    )
    op.create_table(
        "derived_months",
        sa.Column("practice_id", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("pattern", sa.String(length=20), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("instrument", sa.String(length=80), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_derived_months_practice_id")),
        sa.PrimaryKeyConstraint(
            "practice_id", "model_version", "month", "pattern", "phase", "instrument", name=op.f("pk_derived_months")
        ),
    )
    op.create_table(
        "derived_therapist_months",
        sa.Column("therapist_id", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["accounts.id"], name=op.f("fk_derived_therapist_months_therapist_id")
        ),
        sa.PrimaryKeyConstraint("therapist_id", "model_version", "month", name=op.f("pk_derived_therapist_months")),
    )
