"""A second wall on PostgreSQL: rows are reached from their own practice only"""

from __future__ import annotations

from alembic import op

from db.connection.row_policies import by_link, of_person, of_practice, of_practice_or_door, through, wall

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BY_PRACTICE = ("clients", "supervisions", "emergency_accesses", "detection_changes", "derived_months")
BY_CLIENT = (
    *("attachment_profiles", "therapy_sessions", "ratings", "rupture_markers", "notes", "outcome_answers"),
    *("flag_decisions", "prompt_verdicts", "episode_events", "bond_looks", "talk_counts", "derived_courses"),
    *("supervision_requests", "supervision_discussions", "client_lines", "drafts"),
)
BY_ACCOUNT = (
    *("account_roles", "visits", "second_factors", "recovery_codes", "sign_in_steps", "provided_identities"),
    "account_pins",
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    conditions = {
        "practices": of_practice_or_door("id"),
        "accounts": of_practice_or_door("practice_id"),
        **{table: of_practice("practice_id") for table in BY_PRACTICE},
        **{table: through(table, "client_id", "clients") for table in BY_CLIENT},
        **{table: through(table, "account_id", "accounts") for table in BY_ACCOUNT},
        "client_links": f"{through('client_links', 'client_id', 'clients')} OR {by_link('token_hash')}",
        "data_keys": through("data_keys", "owner", "clients", "accounts"),
        "writes": of_person("writes", "account_id"),
        "coding_attempts": of_person("coding_attempts", "account_id"),
        "derived_therapist_months": of_person("derived_therapist_months", "therapist_id"),
        "emergency_notices": through("emergency_notices", "access_id", "emergency_accesses"),
        "visit_locks": through("visit_locks", "visit_id", "visits"),
    }
    for table, condition in conditions.items():
        for statement in wall(table, condition):
            op.execute(statement)
