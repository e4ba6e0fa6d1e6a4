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


def downgrade() -> None:
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
