"""Sittings, extra time, provisional papers and changes of the contest roll.

Revision: 2026_11_23_breadth_of_rules
After: 2026_11_22_source_articles
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import BigId

revision = "2026_11_23_breadth_of_rules"
down_revision = "2026_11_22_source_articles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    # Never a batch migration: it would drop the ledger's triggers silently.
    op.add_column("ledger_entry", sa.Column("wrong", sa.Integer(), nullable=True))
    op.add_column("paper", sa.Column("provisional", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("paper", sa.Column("annulled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("late_answer", sa.Column("admitted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "contest_tree",
        sa.Column("contest_id", BigId, autoincrement=False, nullable=False),
        sa.Column("organisation_id", BigId, autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_contest_tree_contest_id_contest")),
        sa.PrimaryKeyConstraint("contest_id", "organisation_id", name=op.f("pk_contest_tree")),
    )
    op.create_table(
        "contest_roll_now",
        sa.Column("contest_id", BigId, autoincrement=False, nullable=False),
        sa.Column("member_key", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_contest_roll_now_contest_id_contest")),
        sa.PrimaryKeyConstraint("contest_id", "member_key", name=op.f("pk_contest_roll_now")),
    )
    op.create_table(
        "allowance",
        sa.Column("contest_id", BigId, autoincrement=False, nullable=False),
        sa.Column("member_key", sa.String(length=26), nullable=False),
        sa.Column("time_percent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_allowance_contest_id_contest")),
        sa.PrimaryKeyConstraint("contest_id", "member_key", name=op.f("pk_allowance")),
    )


def downgrade() -> None:
    op.drop_table("allowance")
    op.drop_table("contest_roll_now")
    op.drop_table("contest_tree")
    op.drop_column("late_answer", "admitted")
    op.drop_column("paper", "annulled")
    op.drop_column("paper", "provisional")
    op.drop_column("ledger_entry", "wrong")
