"""All tables, the triggers that keep the audit log append-only, and row-level security on PostgreSQL.

A migration says what the tables were at its time, so it imports nothing of the app: types, names and settings are
written out, even where the app has the same constant today.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001_initial_schema"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)

COUNTS = """
    therapies sessions missed client_rated therapist_rated heard unheard flags likely flagged confirmed
    dismissed confirming dismissing ruptures returned sessions_to_return ruptured recovered episodes resolved
    unresolved begun begun_ruptured begun_recovered ended_planned ended_unilateral ended_transferred ended_other
    unrepaired_planned unrepaired_unilateral unrepaired_transferred unrepaired_other first_flagged first_calm
    first_recovered first_open first_confirming first_dismissing
""".split()
"""What is counted for each month of a practice and of a therapist."""


def required(name: str, kind: sa.types.TypeEngine[Any], *constraints: sa.ForeignKey, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *constraints, nullable=False, **options)


def optional(name: str, kind: sa.types.TypeEngine[Any], *constraints: sa.ForeignKey, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *constraints, nullable=True, **options)


def unique_where(name: str, *columns: str, where: str) -> sa.Index:
    condition = sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


# People: the practice, its accounts, their visits and ways of signing in.

sa.Table(
    "practices",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("name", sa.String(80)),
    required("created_at", MOMENT),
)

sa.Table(
    "accounts",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("practice_id", ID, sa.ForeignKey("practices.id"), index=True),
    required("sign_in_name", sa.String(80), unique=True),
    required("display_name", sa.String(80)),
    required("passphrase_hash", sa.String(200)),
    required("created_at", MOMENT),
    optional("disabled_at", MOMENT),
    optional("one_time_hash", sa.String(200)),
    optional("one_time_until", MOMENT),
)

sa.Table(
    "account_roles",
    SCHEMA,
    required("account_id", ID, sa.ForeignKey("accounts.id"), primary_key=True),
    required("role", sa.String(20), primary_key=True),
)

sa.Table(
    "visits",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("token_hash", ID, unique=True),
    required("account_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("begun_at", MOMENT),
    required("seen_at", MOMENT),
    optional("ended_at", MOMENT),
    optional("proved_at", MOMENT),
    required("browser", sa.String(40)),
)

sa.Table(
    "account_pins",
    SCHEMA,
    required("account_id", ID, sa.ForeignKey("accounts.id"), primary_key=True),
    required("pin_hash", sa.String(200)),
    required("set_at", MOMENT),
)

sa.Table(
    "sign_in_attempts",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("subject", ID),
    required("at", MOMENT),
    sa.Index(None, "subject", "at"),
)

sa.Table(
    "sign_in_steps",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("token_hash", ID, unique=True),
    required("account_id", ID, sa.ForeignKey("accounts.id")),
    required("begun_with", ID),
    required("begun_at", MOMENT),
)

sa.Table(
    "second_factors",
    SCHEMA,
    required("account_id", ID, sa.ForeignKey("accounts.id"), primary_key=True),
    required("secret", sa.String(400)),
    required("pending", sa.String(400)),
    required("last_step", sa.Integer()),
    optional("confirmed_at", MOMENT),
)

sa.Table(
    "recovery_codes",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("account_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("selector", sa.String(4)),
    required("code_hash", sa.String(200)),
    optional("used_at", MOMENT),
)

sa.Table(
    "provided_identities",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("account_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("issuer", sa.String(255)),
    required("subject", sa.String(255)),
    required("name", sa.String(80)),
    required("connected_at", MOMENT),
    sa.UniqueConstraint("issuer", "subject"),
)

sa.Table(
    "identity_flows",
    SCHEMA,
    required("state_hash", ID, primary_key=True),
    required("nonce", sa.String(128)),
    required("verifier", sa.String(128)),
    required("wish", sa.String(2000)),
    optional("visit_id", ID),
    optional("identity", sa.JSON()),
    required("begun_at", MOMENT),
)

sa.Table(
    "supervisions",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("practice_id", ID, sa.ForeignKey("practices.id"), index=True),
    required("supervisor_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("therapist_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("since", MOMENT),
    optional("until", MOMENT),
    required("assigned_by", ID, sa.ForeignKey("accounts.id")),
    required("assigned_at", MOMENT),
)

# Therapies: clients and what was recorded in sessions.

sa.Table(
    "clients",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("practice_id", ID, sa.ForeignKey("practices.id")),
    required("therapist_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("code", sa.String(40)),
    optional("started_on", sa.Date()),
    optional("ended_on", sa.Date()),
    optional("ending", sa.String(20)),
    required("created_at", MOMENT),
    sa.UniqueConstraint("practice_id", "code"),
)

sa.Table(
    "attachment_profiles",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id")),
    required("version", sa.Integer()),
    required("profile", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
    sa.UniqueConstraint("client_id", "version"),
)

sa.Table(
    "therapy_sessions",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id")),
    optional("number", sa.Integer()),
    optional("held_on", sa.Date()),
    required("attendance", sa.String(20)),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
    sa.UniqueConstraint("client_id", "number"),
    sa.Index(None, "client_id", "held_on"),
)

sa.Table(
    "ratings",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("rater", sa.String(20)),
    optional("goal", sa.Double()),
    optional("task", sa.Double()),
    optional("bond", sa.Double()),
    optional("tension", sa.Integer()),
    optional("resolution", sa.Integer()),
    required("strained", sa.JSON()),
    optional("depth", sa.Double()),
    optional("smoothness", sa.Double()),
    required("instrument", ID),
    required("instrument_version", sa.Integer()),
    required("answers", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
    optional("superseded_at", MOMENT),
    sa.CheckConstraint("goal BETWEEN 1 AND 7", name="goal"),
    sa.CheckConstraint("task BETWEEN 1 AND 7", name="task"),
    sa.CheckConstraint("bond BETWEEN 1 AND 7", name="bond"),
    sa.CheckConstraint("tension BETWEEN 1 AND 5", name="tension"),
    unique_where("uq_ratings_current", "session_id", "rater", where="superseded_at IS NULL"),
)

sa.Table(
    "rupture_markers",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("marker", ID),
    required("observed_by", sa.String(20)),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
    optional("domain", sa.String(20)),
    optional("intensity", sa.Integer()),
    sa.UniqueConstraint("session_id", "marker", "observed_by"),
)

sa.Table(
    "notes",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("text", sa.Text()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
)

sa.Table(
    "outcome_answers",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("form", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
)

# Ruptures: decisions on flags, episodes, prompts, and what was observed about bond and talk.

sa.Table(
    "flag_decisions",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("rule", ID),
    required("rule_version", sa.String(20)),
    required("decision", sa.String(20)),
    required("reason", sa.Text()),
    optional("rupture_type", ID),
    optional("snoozed_until", sa.Date()),
    required("decided_by", ID, sa.ForeignKey("accounts.id")),
    required("decided_at", MOMENT),
)

sa.Table(
    "prompt_verdicts",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("prompt_id", sa.String(120)),
    required("verdict", sa.String(20)),
    required("given_by", ID, sa.ForeignKey("accounts.id")),
    required("given_at", MOMENT),
)

sa.Table(
    "episode_events",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("episode_id", sa.String(22), index=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    optional("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("event", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
)

sa.Table(
    "bond_assessments",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("elements", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
)

sa.Table(
    "talk_counts",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("counts", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
)

# Links by which clients answer, and visits locked while a client holds the tablet.

sa.Table(
    "client_links",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("token_hash", ID, unique=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    optional("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("held_on", sa.Date()),
    required("instrument", ID),
    required("instrument_version", sa.Integer()),
    required("asks", sa.String(40)),
    optional("language", sa.String(20)),
    required("free_line", sa.Boolean()),
    required("at_once", sa.Boolean()),
    required("created_by", ID, sa.ForeignKey("accounts.id")),
    required("created_at", MOMENT),
    required("expires_at", MOMENT),
    optional("used_at", MOMENT),
    optional("revoked_at", MOMENT),
    optional("shown_at", MOMENT),
    optional("answer_id", ID),
)

sa.Table(
    "client_lines",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    optional("session_id", ID, sa.ForeignKey("therapy_sessions.id")),
    required("link_id", ID, sa.ForeignKey("client_links.id"), unique=True),
    required("text", sa.Text()),
    required("given_at", MOMENT),
)

sa.Table(
    "visit_locks",
    SCHEMA,
    required("visit_id", ID, sa.ForeignKey("visits.id"), primary_key=True),
    required("link_id", ID, sa.ForeignKey("client_links.id")),
    required("locked_at", MOMENT),
)

# Supervision and emergency access.

sa.Table(
    "supervision_requests",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("question", sa.Text()),
    required("share_notes", sa.Boolean()),
    required("asked_by", ID, sa.ForeignKey("accounts.id")),
    required("asked_at", MOMENT),
    optional("answered_at", MOMENT),
    optional("withdrawn_at", MOMENT),
    required("newest", sa.Boolean()),
    unique_where("uq_supervision_requests_newest", "client_id", where="newest IS TRUE"),
)

sa.Table(
    "supervision_discussions",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("discussed_on", sa.Date()),
    required("note", sa.Text()),
    required("decision", sa.Text()),
    optional("follow_up_on", sa.Date()),
    required("case_snapshot", sa.JSON()),
    required("recorded_by", ID, sa.ForeignKey("accounts.id")),
    required("recorded_at", MOMENT),
    required("newest", sa.Boolean()),
    unique_where("uq_supervision_discussions_newest", "client_id", where="newest IS TRUE"),
)

sa.Table(
    "emergency_accesses",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("practice_id", ID, sa.ForeignKey("practices.id")),
    required("client_id", ID, sa.ForeignKey("clients.id"), index=True),
    required("account_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("therapist_id", ID, sa.ForeignKey("accounts.id")),
    required("reason", sa.Text()),
    required("opened_at", MOMENT),
    required("until", MOMENT),
)

sa.Table(
    "emergency_notices",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("access_id", ID, sa.ForeignKey("emergency_accesses.id")),
    required("account_id", ID, sa.ForeignKey("accounts.id"), index=True),
    optional("read_at", MOMENT),
)

# Drafts, idempotency keys, data keys, training answers, detection settings.

sa.Table(
    "drafts",
    SCHEMA,
    required("account_id", ID, sa.ForeignKey("accounts.id"), primary_key=True),
    required("client_id", ID, sa.ForeignKey("clients.id"), primary_key=True),
    required("content", sa.JSON()),
    required("saved_at", MOMENT),
)

sa.Table(
    "writes",
    SCHEMA,
    required("account_id", ID, sa.ForeignKey("accounts.id"), primary_key=True),
    required("key", ID, primary_key=True),
    required("outcome", ID),
    required("at", MOMENT),
)

sa.Table(
    "data_keys",
    SCHEMA,
    required("id", ID, primary_key=True),
    required("owner", ID, index=True),
    required("wrapped_by", sa.String(8)),
    required("wrapped", sa.String(120)),
    required("created_at", MOMENT),
)

sa.Table(
    "coding_attempts",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("account_id", ID, sa.ForeignKey("accounts.id"), index=True),
    required("vignette", sa.String(60)),
    required("answer", sa.String(20)),
    required("given_at", MOMENT),
)

sa.Table(
    "detection_changes",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("practice_id", ID, sa.ForeignKey("practices.id"), index=True),
    required("operating_point", sa.String(20)),
    optional("own_norms", sa.JSON()),
    required("changed_by", ID, sa.ForeignKey("accounts.id")),
    required("changed_at", MOMENT),
)

# Derived from the rows above; can be rebuilt at any time.

sa.Table(
    "derived_courses",
    SCHEMA,
    required("client_id", ID, sa.ForeignKey("clients.id"), primary_key=True),
    required("model_version", ID),
    required("therapist_id", ID, sa.ForeignKey("accounts.id")),
    required("summary", sa.JSON()),
    required("snapshot", sa.Text()),
)

sa.Table(
    "derived_months",
    SCHEMA,
    required("practice_id", ID, sa.ForeignKey("practices.id"), primary_key=True),
    required("model_version", ID, primary_key=True),
    required("month", sa.Date(), primary_key=True),
    required("pattern", sa.String(20), primary_key=True),
    required("phase", sa.String(10), primary_key=True),
    required("instrument", sa.String(80), primary_key=True),
    *(required(name, sa.Integer()) for name in COUNTS),
)

sa.Table(
    "derived_therapist_months",
    SCHEMA,
    required("therapist_id", ID, sa.ForeignKey("accounts.id"), primary_key=True),
    required("model_version", ID, primary_key=True),
    required("month", sa.Date(), primary_key=True),
    *(required(name, sa.Integer()) for name in COUNTS),
)

# The audit log and the backups.

sa.Table(
    "audit",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("at", MOMENT, index=True),
    optional("account_id", ID, index=True),
    optional("visit_id", ID),
    required("action", ID),
    optional("subject_kind", ID),
    optional("subject_id", ID),
    optional("client_id", ID, index=True),
    required("key_id", sa.String(8)),
    required("mac", ID),
)

sa.Table(
    "audit_head",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True, autoincrement=False),
    required("chain", sa.String(22)),
    required("entry", sa.Integer()),
    required("mac", ID),
    required("key_id", sa.String(8)),
    required("seal", ID),
)

sa.Table(
    "backup_runs",
    SCHEMA,
    required("id", sa.Integer(), primary_key=True),
    required("at", MOMENT),
    required("occasion", sa.String(20)),
    optional("ok", sa.Boolean()),
    required("message", sa.String(300)),
    optional("file", sa.String(120)),
    optional("bytes", sa.BigInteger()),
    optional("seconds", sa.Double()),
)


def upgrade() -> None:
    tx = op.get_bind()
    SCHEMA.create_all(tx, checkfirst=False)
    if tx.dialect.name == "sqlite":
        statements = [*audit_triggers_sqlite()]
    else:
        statements = [*audit_triggers_postgresql(), *row_policies()]
    for statement in statements:
        op.execute(statement)


APPEND_ONLY = "the audit log only grows"
REFUSED = (("audit", "UPDATE"), ("audit", "DELETE"), ("audit_head", "DELETE"))
HEAD_MOVES_BACK = "NEW.entry <= OLD.entry OR NEW.chain <> OLD.chain"


def audit_triggers_sqlite() -> Iterator[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    for table, event in REFUSED:
        yield f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {abort}"
    yield f"CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN {HEAD_MOVES_BACK} {abort}"


def audit_triggers_postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$"
    )
    for table, event in (*REFUSED, ("audit", "TRUNCATE"), ("audit_head", "TRUNCATE")):
        yield (
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
    yield (
        "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW "
        f"WHEN ({HEAD_MOVES_BACK}) EXECUTE FUNCTION only_grows()"
    )


# Row-level security (docs/decisions/0014-row-level-security.md). Each policy compares a row with the setting
# `alliance.practice` of the transaction: a practice's id, '*' for all rows, 'unauthenticated' before anybody is
# signed in. The setting is read in a sub-select, so that PostgreSQL evaluates it once a query and not once a row.
SCOPE = "(SELECT current_setting('alliance.practice', true))"
ALL_ROWS = f"{SCOPE} = '*'"

BY_PRACTICE = ("clients", "supervisions", "emergency_accesses", "detection_changes", "derived_months")
BY_CLIENT = (
    *("attachment_profiles", "therapy_sessions", "ratings", "rupture_markers", "notes", "outcome_answers"),
    *("flag_decisions", "prompt_verdicts", "episode_events", "bond_assessments", "talk_counts", "derived_courses"),
    *("supervision_requests", "supervision_discussions", "client_lines", "drafts"),
)
BY_ACCOUNT = (
    *("account_roles", "visits", "second_factors", "recovery_codes", "sign_in_steps", "provided_identities"),
    "account_pins",
)


def row_policies() -> Iterator[str]:
    conditions = {
        "practices": in_practice_or_signing_in("id"),
        "accounts": in_practice_or_signing_in("practice_id"),
        **{table: in_practice("practice_id") for table in BY_PRACTICE},
        **{table: visible_through(table, "client_id", "clients") for table in BY_CLIENT},
        **{table: visible_through(table, "account_id", "accounts") for table in BY_ACCOUNT},
        "client_links": f"{visible_through('client_links', 'client_id', 'clients')} OR {of_shown_link('token_hash')}",
        "data_keys": visible_through("data_keys", "owner", "clients", "accounts"),
        "writes": of_colleague("writes", "account_id"),
        "coding_attempts": of_colleague("coding_attempts", "account_id"),
        "derived_therapist_months": of_colleague("derived_therapist_months", "therapist_id"),
        "emergency_notices": visible_through("emergency_notices", "access_id", "emergency_accesses"),
        "visit_locks": visible_through("visit_locks", "visit_id", "visits"),
    }
    for table, condition in conditions.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        # Without FORCE, the owner of the tables, as whom the app signs in, would pass all policies.
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY row_scope ON {table} USING ({condition}) WITH CHECK ({condition})"


def in_practice(column: str) -> str:
    """The row names its practice in this column."""
    return f"{ALL_ROWS} OR {column} = {SCOPE}"


def in_practice_or_signing_in(column: str) -> str:
    """The same, and the row is looked up before anybody is signed in."""
    return f"{SCOPE} IN ('*', 'unauthenticated') OR {column} = {SCOPE}"


def visible_through(table: str, column: str, *parents: str) -> str:
    """The row is visible if the row is whose id it holds in this column, in any of the parent tables."""
    found = (
        f"EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = {table}.{column})"  # noqa: S608 - names written above
        for parent in parents
    )
    return " OR ".join((ALL_ROWS, *found))


def of_colleague(table: str, column: str) -> str:
    """The row belongs to the work of somebody in the practice, and is not visible while signing in."""
    colleague = f"accounts.id = {table}.{column} AND accounts.practice_id = {SCOPE}"
    return f"{ALL_ROWS} OR EXISTS (SELECT 1 FROM accounts WHERE {colleague})"  # noqa: S608 - names written above


def of_shown_link(column: str) -> str:
    """The row of the one client link that is being opened, which nobody is signed in for."""
    return f"{SCOPE} = 'unauthenticated' AND {column} = (SELECT current_setting('alliance.link', true))"
