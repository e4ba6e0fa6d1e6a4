"""Practice, circles of people and series of contests.

Revision: 2026_11_23_practice
After: 2026_11_23_hall_screens
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import BigId

revision = "2026_11_23_practice"
down_revision = "2026_11_23_hall_screens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '10s'")
    make_circles()
    make_practice()
    make_series()


def downgrade() -> None:
    op.drop_table("series_contest")
    op.drop_table("series")
    op.drop_table("practised")
    op.drop_column("bank", "audience")
    op.drop_table("circle_member")
    op.drop_table("circle")


def make_circles() -> None:
    op.create_table(
        "circle",
        sa.Column("id", BigId, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sa.UniqueConstraint("slug", name=op.f("uq_circle_slug")),
    )
    op.create_table(
        "circle_member",
        sa.Column("circle_id", BigId, autoincrement=False, nullable=False),
        sa.Column("member_id", BigId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name=op.f("fk_circle_member_circle_id_circle")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_circle_member_member_id_member")),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name=op.f("pk_circle_member")),
    )


def make_practice() -> None:
    op.add_column("bank", sa.Column("audience", sa.String(length=80), server_default="", nullable=False))
    op.create_table(
        "practised",
        sa.Column("member_id", BigId, autoincrement=False, nullable=False),
        sa.Column("bank", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("wrongs", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_practised_member_id")),
        sa.PrimaryKeyConstraint("member_id", "bank", "question", name=op.f("pk_practised")),
    )


def make_series() -> None:
    op.create_table(
        "series",
        sa.Column("id", BigId, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("min_sittings", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
    )
    op.create_table(
        "series_contest",
        sa.Column("series_id", BigId, autoincrement=False, nullable=False),
        sa.Column("contest_id", BigId, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_contest_series_id")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_series_contest_contest_id")),
        sa.PrimaryKeyConstraint("series_id", "contest_id", name=op.f("pk_series_contest")),
    )
