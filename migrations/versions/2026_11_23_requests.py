"""Requests of people whom the roll does not know, and of branch secretaries.

Revision: 2026_11_23_requests
After: 2026_11_23_practice
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import BigId

revision = "2026_11_23_requests"
down_revision = "2026_11_23_practice"
branch_labels = None
depends_on = None

NARROW = "state IN ('pending', 'present', 'gone')"
WIDE = "state IN ('pending', 'present', 'gone', 'provisional')"
OPEN = {"sqlite_where": sa.text("state = 'open'"), "postgresql_where": sa.text("state = 'open'")}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    # By which secret a session was made: those that are open were made by cards.
    method = sa.Column("method", sa.String(length=20), server_default="card_code", nullable=False)
    op.add_column("signed_in", method)
    allow(NARROW, WIDE)
    make_request()
    op.create_table(
        "secretary",
        sa.Column("member_id", BigId, autoincrement=False, nullable=False),
        sa.Column("organisation_id", BigId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_secretary_member_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_secretary_organisation_id")),
        sa.PrimaryKeyConstraint("member_id", "organisation_id", name=op.f("pk_secretary")),
    )


def downgrade() -> None:
    op.drop_table("secretary")
    op.drop_table("request")
    op.execute("UPDATE member SET state = 'gone' WHERE state = 'provisional'")
    allow(WIDE, NARROW)
    op.drop_column("signed_in", "method")


def make_request() -> None:
    op.create_table(
        "request",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("contest_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("confirmed_as", BigId, nullable=True),
        sa.CheckConstraint("kind IN ('not_listed', 'exemption', 'paper')", name=op.f("ck_request_kind")),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'declined')", name=op.f("ck_request_state")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_request_contest_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_request_organisation_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_request_member_id")),
        sa.ForeignKeyConstraint(["confirmed_as"], ["member.id"], name=op.f("fk_request_confirmed_as")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("key", name=op.f("uq_request_key")),
    )
    op.create_index("ix_request_contest", "request", ["contest_id", "organisation_id"])
    op.create_index("ix_request_member_id", "request", ["member_id"])
    op.create_index("uq_request_open", "request", ["contest_id", "member_id", "kind"], unique=True, **OPEN)  # type: ignore[arg-type]


def allow(before: str, after: str) -> None:
    """Change the states that the table of members lets in."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_member_state"), "member", type_="check")
        op.create_check_constraint(op.f("ck_member_state"), "member", after)
    else:
        make_again(before, after)


def make_again(before: str, after: str) -> None:
    """SQLite changes no CHECK: the table is made again under its own name, with the rows, columns and indexes that it
    has. Papers and sessions point at its rows, so that the keys are looked at when everything is back."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'member' AND sql IS NOT NULL ORDER BY type = 'index'"
    table, *indexes = bind.execute(sa.text(made)).scalars().all()
    assert before in table
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        "CREATE TABLE member_kept AS SELECT * FROM member",
        "DROP TABLE member",
        table.replace(before, after),
        "INSERT INTO member SELECT * FROM member_kept",
        *indexes,
        "DROP TABLE member_kept",
    ):
        bind.exec_driver_sql(statement)
